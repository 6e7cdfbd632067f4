"""paramiko_client.py PORT LOGIN PASSWORD put FILE... | get FOLDER NAME... | run WORD... | screen

A client of the door by paramiko, for tests/7-long/clients. An empty password logs in by the method `none`.
What the server says on standard error is shown on ours.
"""
import os
import select
import sys
import paramiko


def connect(port, login, password):
    transport = paramiko.Transport(("127.0.0.1", port))
    transport.start_client(timeout=20)
    if password:
        transport.auth_password(login, password)
    else:
        transport.auth_none(login)
    return transport


def put(transport, files):
    channel = transport.open_session()
    channel.invoke_subsystem("sftp")
    sftp = paramiko.SFTPClient(channel)
    for file in files:
        size = sftp.put(file, os.path.basename(file), confirm=True).st_size
        if size != os.path.getsize(file):
            sys.exit("%s has %d bytes there" % (file, size))
    with sftp.open("TICKET.txt") as ticket:
        sys.stdout.write(ticket.read().decode())


def get(transport, words):
    sftp = paramiko.SFTPClient.from_transport(transport)
    for name in words[1:]:
        if name not in sftp.listdir("/"):
            sys.exit("%s is not listed" % name)
        sftp.get("/" + name, os.path.join(words[0], name))


def run(transport, words):
    channel = transport.open_session()
    channel.exec_command(" ".join(words))
    sys.stdout.write(channel.makefile().read().decode())
    sys.stderr.write(channel.makefile_stderr().read().decode())
    sys.exit(channel.recv_exit_status())


def screen(transport, _):
    import tty
    channel = transport.open_session()
    channel.get_pty("xterm", 80, 24)
    channel.invoke_shell()
    tty.setraw(0)
    while True:
        ready, _, _ = select.select([channel, 0], [], [])
        if channel in ready:
            data = channel.recv(4096)
            if not data:
                return
            os.write(1, data)
        if 0 in ready:
            channel.send(os.read(0, 1024))


def main():
    port, login, password, what = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    transport = connect(port, login, password)
    try:
        {"put": put, "get": get, "run": run, "screen": screen}[what](transport, sys.argv[5:])
    finally:
        transport.close()


main()
