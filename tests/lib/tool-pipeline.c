/* tool-pipeline - the pipeline as plain text, from the rows alone: an order's life, who may do what, the stages in
 * their order, hold reasons, prints. Run in the project's folder; `make doc/PIPELINE` keeps what it says.
 *
 * What the stages are is read from src/stage itself: the first line of each file says its step, and the actions it
 * defines are looked up in the table. So the text cannot name a stage that is not there.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/client/action.h"
#include "../../src/model/order.h"
#include "../../src/tbl/steps.h"

enum { STAGES = 64, LAST_STEP = 99 };

struct step {
    enum order_state from;
    enum event event;
    enum order_state to;
    enum right right;
};
#define STEP_ROW(from, event, to, right) { from, event, to, right },
static const struct step steps[] = { STEP_ROWS(STEP_ROW) };
enum { STEP_COUNT = sizeof steps / sizeof *steps };

#define FUNCTION_NAME(constant, words, syntax, reply, right, places, remote, effect, function, help) #function,
static const char *const functions[ACTION_COUNT] = { ACTION_ROWS(FUNCTION_NAME) };

struct stage {
    char file[64], what[200];
    int step; /* LAST_STEP: aside */
};

static void heading(const char *text)
{
    printf("\n%s\n", text);
    for (size_t i = strlen(text); i > 0; i--)
        putchar('-');
    puts("\n");
}

static const char *who_may(enum right right)
{
    return right == RIGHT_NONE ? "(the shop itself)" : word_of(&right_words, right);
}

/* From the first state along the first row that leads to a state not seen yet: the day when nothing goes wrong. */
static void print_main_line(void)
{
    bool seen[ORDER_STATE_COUNT] = { false };
    enum order_state state = steps[0].from;
    printf("  %s", word_of(&order_state_words, state));
    for (bool moved = true; moved;) {
        moved = false;
        seen[state] = true;
        for (size_t i = 0; i < STEP_COUNT && !moved; i++) {
            if (steps[i].from != state || seen[steps[i].to])
                continue;
            state = steps[i].to;
            printf(" --%s--> %s", word_of(&event_words, steps[i].event), word_of(&order_state_words, state));
            moved = true;
        }
    }
    puts("");
}

static void print_states(void)
{
    heading("An order's life (src/tbl/steps.h)");
    print_main_line();
    printf("\n  %-14s %-14s %-14s %s\n", "state", "event", "becomes", "right it needs");
    for (size_t i = 0; i < STEP_COUNT; i++) {
        bool first = i == 0 || steps[i - 1].from != steps[i].from;
        printf("  %-14s %-14s %-14s %s\n", first ? word_of(&order_state_words, steps[i].from) : "",
               word_of(&event_words, steps[i].event), word_of(&order_state_words, steps[i].to), who_may(steps[i].right));
    }
    puts("\n  An event without a row is refused. order_step() in src/model/order.c is the only writer of a state.");
}

static void print_rights(void)
{
    heading("Who begins with which right (src/tbl/rights.h)");
    static const char *const scopes[] = { [SCOPE_NONE] = ".", [SCOPE_OWN] = "own order", [SCOPE_SHOP] = "yes" };
    for (int right = RIGHT_NONE; right < RIGHT_COUNT; right++) { /* the row of RIGHT_NONE is the head */
        bool head = right == RIGHT_NONE;
        printf("  %-27s", head ? "" : word_of(&right_words, (unsigned)right));
        for (int role = 0; role < ROLE_COUNT; role++) {
            const char *word = head ? word_of(&role_words, (unsigned)role) : scopes[rights_scope((enum role)role, (enum right)right)];
            printf(role == ROLE_COUNT - 1 ? " %s\n" : " %-10s", word);
        }
    }
}

/* The first line of a stage reads "/" "* hold.c - step 2: what it does"; what all stages share says no step. */
static bool read_stage(const char *name, struct stage *stage)
{
    char path[120], line[300];
    snprintf(path, sizeof path, "src/stage/%s", name);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        die("tool-pipeline: cannot read %s", path);
    fclose(file);
    line[strcspn(line, "\n")] = 0;
    char *step = strstr(line, " - step "), *aside = strstr(line, " - aside: ");
    char *what = step ? strchr(step, ':') : aside ? strchr(aside, ':') : NULL;
    if (what == NULL)
        return false;
    snprintf(stage->file, sizeof stage->file, "%s", name);
    snprintf(stage->what, sizeof stage->what, "%s", what + 2);
    if (strlen(stage->what) > 3 && strcmp(stage->what + strlen(stage->what) - 3, " */") == 0)
        stage->what[strlen(stage->what) - 3] = 0;
    stage->step = step ? atoi(step + strlen(" - step ")) : LAST_STEP;
    return true;
}

static int earlier(const void *left, const void *right)
{
    const struct stage *a = left, *b = right;
    return a->step != b->step ? a->step - b->step : strcmp(a->file, b->file);
}

static int find_stages(struct stage stages[STAGES])
{
    DIR *folder = opendir("src/stage");
    int count = 0;
    if (folder == NULL)
        die("tool-pipeline: there is no src/stage here");
    for (struct dirent *entry; count < STAGES && (entry = readdir(folder)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length > 2 && strcmp(entry->d_name + length - 2, ".c") == 0)
            count += read_stage(entry->d_name, &stages[count]);
    }
    closedir(folder);
    qsort(stages, (size_t)count, sizeof *stages, earlier);
    return count;
}

static const char *from_where(uint32_t places, char out[80])
{
    uint32_t all = BIT(PLACE_COUNT) - 1;
    if ((places & all) == all)
        return "anywhere";
    return word_set(&place_words, places & all, out, 80);
}

/* Every action whose function begins a line of this file. */
static void print_actions(const char *name)
{
    char path[120], line[300], places[80];
    snprintf(path, sizeof path, "src/stage/%.64s", name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die("tool-pipeline: cannot read %s", path);
    while (fgets(line, sizeof line, file)) {
        static const char begin[] = "enum err action_";
        if (strncmp(line, begin, sizeof begin - 1) != 0)
            continue;
        char *function = line + sizeof begin - 1;
        function[strcspn(function, "(")] = 0;
        for (int i = 0; i < ACTION_COUNT; i++)
            if (strcmp(functions[i], function) == 0)
                printf("       %-20s %-28s %s\n", action_rows[i].words, word_of(&right_words, action_rows[i].right),
                       from_where(action_rows[i].places, places));
    }
    fclose(file);
}

static void print_stages(void)
{
    struct stage stages[STAGES];
    int count = find_stages(stages);
    heading("The stages (src/stage), and what is asked of each: action, right, from where (src/tbl/actions.h)");
    for (int i = 0; i < count; i++) {
        if (stages[i].step == LAST_STEP)
            printf("    %-15s %s\n", stages[i].file, stages[i].what);
        else
            printf("  %d %-15s %s\n", stages[i].step, stages[i].file, stages[i].what);
        print_actions(stages[i].file);
    }
}

static void print_words(const char *title, const struct word_list *words, const char *remark)
{
    heading(title);
    for (size_t i = 0; i < words->count; i++)
        printf("  %s\n", words->words[i]);
    printf("\n  %s\n", remark);
}

int main(void)
{
    puts("countersign's pipeline. Made by `make doc/PIPELINE` from src/tbl and src/stage; tests/lint/pipeline compares.");
    print_states();
    print_stages();
    print_rights();
    print_words("Why an authenticated order may wait (a set beside its state)", &hold_reason_words,
                "It is in the queue exactly when it is authenticated or producing and none of these holds it.");
    print_words("A print's own states", &print_state_words,
                "An order is ready when every print is made and its label with them.");
    return 0;
}
