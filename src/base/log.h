/* log.h - one event, one line on standard error: subject first, text from outside escaped by str_clean(). */
#ifndef BASE_LOG_H
#define BASE_LOG_H
/* Who speaks ("keeper", "door"); call once at start. */
void log_name(const char *program);
/* log_line("order 4711", "authenticated by %s", who) */
void log_line(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif
