# completion.bash - words of `countersign` for bash: source it, or put it into /usr/share/bash-completion/completions.
# The commands are what `countersign help` lists, the options what `countersign help COMMAND` shows, so a new row of the
# tables completes without a change here.
_countersign() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} i skip='' typed=()
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ -n $skip ]]; then
            skip=''
        elif [[ ${COMP_WORDS[i]} == -d ]]; then
            skip=yes
        elif [[ ${COMP_WORDS[i]} != -* ]]; then
            typed+=("${COMP_WORDS[i]}")
        fi
    done
    if [[ $before == -d ]]; then
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return
    fi
    local program=${COMP_WORDS[0]} words
    if [[ $word == -* && ${#typed[@]} -gt 0 ]]; then
        words=$("$program" help "${typed[@]:0:2}" 2>/dev/null || "$program" help "${typed[0]}" 2>/dev/null)
        words="$(grep -o -e '--[a-z-]*' <<<"$words") --json"
    elif [[ ${#typed[@]} -eq 0 ]]; then
        words=$("$program" help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\).*/\1/p')
    elif [[ ${#typed[@]} -eq 1 ]]; then
        words=$("$program" help 2>/dev/null | sed -n "s/^  ${typed[0]} \([a-z][a-z-]*\)  .*/\1/p")
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word" | sort -u)
}
complete -o default -F _countersign countersign
