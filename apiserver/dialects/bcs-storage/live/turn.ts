/** Resolves in the event loop's next turn: whoever was already woken has had his. */
export const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
