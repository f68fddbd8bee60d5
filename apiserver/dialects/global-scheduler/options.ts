/** What may be switched: the document's own ways against the sound ones, which are the default. */
export interface GlobalSchedulerOptions {
  /** As the demo does it, oddities included, where it does not crash. */
  readonly faithful?: boolean;
  /** Nothing fits: 409 and GS.050003; default: 201 and an empty list. */
  readonly strictNoFit?: boolean;
  /** Allocations can be listed, read and released; default: the document's one route alone. */
  readonly extensions?: boolean;
}

export const optionNames: readonly (keyof GlobalSchedulerOptions)[] = ['faithful', 'strictNoFit', 'extensions'];
