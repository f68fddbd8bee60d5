/** Long work is done in turns of the event loop: other people's requests are answered in between. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
