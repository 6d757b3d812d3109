/* Shifts the wall clock and the dates of files by RELAIS_TESTS_SHIFT seconds, in a process and those it starts.
 *
 * Loaded before the C library (LD_PRELOAD). What measures a duration is left alone: monotonic clocks, relative waits.
 * A date set on a file is shifted back, so that the process reads what it wrote. docs/decisions/NNNN says why it is ours. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static time_t shift;

__attribute__((constructor)) static void read_shift(void) {
    const char *seconds = getenv("RELAIS_TESTS_SHIFT");
    shift = seconds ? atoll(seconds) : 0;
}

/* The C library's own function of this name, found once. */
#define REAL(name) ({ static __typeof__(&name) found; if (!found) found = dlsym(RTLD_NEXT, #name); found; })

static int is_wall(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

/* --- What time is it? --- */

int clock_gettime(clockid_t clock, struct timespec *at) {
    int result = REAL(clock_gettime)(clock, at);
    if (result == 0 && is_wall(clock)) at->tv_sec += shift;
    return result;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    int result = REAL(gettimeofday)(at, zone);
    if (result == 0) at->tv_sec += shift;
    return result;
}

time_t time(time_t *at) {
    struct timespec present;
    clock_gettime(CLOCK_REALTIME, &present);
    if (at) *at = present.tv_sec;
    return present.tv_sec;
}

int timespec_get(struct timespec *at, int base) {
    int result = REAL(timespec_get)(at, base);
    if (result == TIME_UTC) at->tv_sec += shift;
    return result;
}

/* --- Wait until an instant of the wall clock: the machine's own is behind or ahead. --- */

static struct timespec on_machine(const struct timespec *until) {
    struct timespec real = *until;
    /* Seconds since the machine started never come near those since 1970: the caller's clock is known by its size. */
    if (real.tv_sec > 500000000) real.tv_sec -= shift;
    return real;
}

int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
    struct timespec real = on_machine(until);
    return REAL(pthread_cond_timedwait)(cond, mutex, &real);
}

int pthread_cond_clockwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex, clockid_t clock,
                           const struct timespec *restrict until) {
    struct timespec real = on_machine(until);
    return REAL(pthread_cond_clockwait)(cond, mutex, clock, &real);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
    struct timespec real = on_machine(until);
    return REAL(pthread_mutex_timedlock)(mutex, &real);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    struct timespec real = on_machine(until);
    return REAL(sem_timedwait)(semaphore, &real);
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict until) {
    struct timespec real = on_machine(until);
    return REAL(sem_clockwait)(semaphore, clock, &real);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left) {
    struct timespec real = *until;
    if (flags & TIMER_ABSTIME && is_wall(clock)) real.tv_sec -= shift;
    return REAL(clock_nanosleep)(clock, flags, &real, left);
}

/* --- When was this file written? --- */

static int dated(int result, struct stat *found) {
    if (result == 0) {
        found->st_atim.tv_sec += shift;
        found->st_mtim.tv_sec += shift;
        found->st_ctim.tv_sec += shift;
    }
    return result;
}

int stat(const char *restrict path, struct stat *restrict found) { return dated(REAL(stat)(path, found), found); }

int lstat(const char *restrict path, struct stat *restrict found) { return dated(REAL(lstat)(path, found), found); }

int fstat(int file, struct stat *found) { return dated(REAL(fstat)(file, found), found); }

int fstatat(int folder, const char *restrict path, struct stat *restrict found, int flags) {
    return dated(REAL(fstatat)(folder, path, found, flags), found);
}

/* On 64 bits, both structures are the same. */
int stat64(const char *restrict path, struct stat64 *restrict found) { return stat(path, (struct stat *)found); }

int lstat64(const char *restrict path, struct stat64 *restrict found) { return lstat(path, (struct stat *)found); }

int fstat64(int file, struct stat64 *found) { return fstat(file, (struct stat *)found); }

int fstatat64(int folder, const char *restrict path, struct stat64 *restrict found, int flags) {
    return fstatat(folder, path, (struct stat *)found, flags);
}

int statx(int folder, const char *restrict path, int flags, unsigned int mask, struct statx *restrict found) {
    int result = REAL(statx)(folder, path, flags, mask, found);
    if (result == 0) {
        found->stx_atime.tv_sec += shift;
        found->stx_btime.tv_sec += shift;
        found->stx_ctime.tv_sec += shift;
        found->stx_mtime.tv_sec += shift;
    }
    return result;
}

/* --- Date a file. --- */

static void shift_back(const struct timespec given[2], struct timespec real[2]) {
    for (int i = 0; i < 2; i++) {
        real[i] = given[i];
        if (given[i].tv_nsec != UTIME_NOW && given[i].tv_nsec != UTIME_OMIT) real[i].tv_sec -= shift;
    }
}

int utimensat(int folder, const char *path, const struct timespec given[2], int flags) {
    struct timespec real[2];
    if (given) shift_back(given, real);
    return REAL(utimensat)(folder, path, given ? real : NULL, flags);
}

int futimens(int file, const struct timespec given[2]) {
    struct timespec real[2];
    if (given) shift_back(given, real);
    return REAL(futimens)(file, given ? real : NULL);
}

int utimes(const char *path, const struct timeval given[2]) {
    struct timespec times[2];
    for (int i = 0; given && i < 2; i++) times[i] = (struct timespec){given[i].tv_sec, given[i].tv_usec * 1000};
    return utimensat(AT_FDCWD, path, given ? times : NULL, 0);
}

int utime(const char *path, const struct utimbuf *given) {
    struct timespec times[2];
    if (given) times[0] = (struct timespec){given->actime, 0}, times[1] = (struct timespec){given->modtime, 0};
    return utimensat(AT_FDCWD, path, given ? times : NULL, 0);
}
