/** Names of objects that something has happened to: each is worked on once at a time, and again when that failed. */
export function workQueue(work, failed, retryMs) {
  const due = new Map();
  let working = false;

  async function drain() {
    if (working) return;
    working = true;
    for (const [id, key] of due) {
      due.delete(id);
      await work(key).catch((error) => {
        failed(error);
        setTimeout(() => add(key), retryMs);
      });
    }
    working = false;
  }

  function add({ namespace, name }) {
    due.set(`${namespace}/${name}`, { namespace, name });
    void drain();
  }

  return { add };
}
