/** A client whose writes carry a name: who they are by in metadata.managedFields. */
import type { Client, KubeObject, Resources } from '../api';
import { wrapped } from './wrapped';

export const asFieldManager = (client: Client, fieldManager: string): Client => wrapped(client, (resources) => writtenBy(fieldManager, resources));

const writtenBy = <T extends KubeObject>(fieldManager: string, resources: Resources<T>): Resources<T> => ({
  get: (key) => resources.get(key),
  list: (options) => resources.list(options),
  watch: (options, signal) => resources.watch(options, signal),
  create: (object, options) => resources.create(object, { fieldManager, ...options }),
  update: (key, change, options) => resources.update(key, change, { fieldManager, ...options }),
  invoke: (key, action, body, options) => resources.invoke(key, action, body, { fieldManager, ...options }),
  delete: (key, options) => resources.delete(key, options),
});
