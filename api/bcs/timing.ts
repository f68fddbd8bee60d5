/**
 * Every number of the BCS scheduler's document that is a time or a size (section 14 of its specification), in one table: tests scale it.
 * Times in milliseconds, sizes in MB (which are counted as Mi).
 */
export const timing = {
  /** How long a transaction goes on trying, by what it does. */
  lives: {
    launch: 1_800_000,
    scale: 480_000,
    update: 480_000,
    updateResource: 480_000,
    delete: 7_500_000,
    reschedule: 480_000,
    restart: 86_400_000,
    rollingCreate: 300_000,
    rollingDelete: 7_500_000,
    relaunch: 1_800_000,
  },
  /** What a rolling step may take longer before the update is suspended. */
  rollingTolerance: 60_000,
  delays: {
    update: 10_000,
    reschedule: 5_000,
    relaunch: 8_000,
    /** A cancel waits this long for a step that deletes. */
    cancel: 16_000,
    /** Between tries of a change of resources, of which there are `resourceTries`. */
    updateResource: 5_000,
  },
  resourceTries: 3,
  /** Restarts are counted anew when the last one is longer ago. */
  restartCounterReset: 1_800_000,
  /** The longest wait before a restart: the restart's life less a reschedule's. */
  longestRestartDelay: 86_400_000 - 480_000,
  ticks: { rolling: 1_000, delete: 3_000, endpoints: 300_000, placement: 1_000, commands: 60_000 },
  check: { period: 60_000, first: 180_000, silent: 720_000, staging: 120_000 },
  placement: {
    /** No taskgroup is placed on an agent that was lost less than this ago. */
    quarantine: 180_000,
    ports: { first: 31_000, last: 32_000 },
    /** After so many rounds without a place it is told. */
    tellAfterRounds: 10,
  },
  /** What each taskgroup needs beside its containers. */
  overhead: { memory: 64, disk: 64 },
  health: { delaySeconds: 10, gracePeriodSeconds: 300, intervalSeconds: 60, timeoutSeconds: 20 },
  /** `life`: a command that runs longer is ended. */
  commands: { outputBytes: 256, reserveMinutes: 10_080, life: 300_000 },
} as const;

export type Timing = typeof timing;
