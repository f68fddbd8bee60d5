/**
 * What objects of the API may have of this machine. Whoever reaches the API may write such objects, and there is no authentication:
 * nothing is allowed unless the user of the simulator says so.
 */
export interface HostAccess {
  /** Programs of this machine may be run. */
  readonly exec: boolean;
  /** Whose files may be read; undefined: none. */
  readonly logFiles: string | undefined;
}

export const noAccess: HostAccess = { exec: false, logFiles: undefined };

/** Something of this machine is asked for that may not be had. */
export class NotAllowed extends Error {}
