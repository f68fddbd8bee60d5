/** The objects of another cluster, of which nothing is asked but lists, a page at a time. */
import { ApiError, type Client, type KubeObject, type LabelSelector, type ObjectList, type ResourceDefinition } from '../../api';

const pageSize = 500;

/** In the order of the kinds. A list that has grown too old is begun anew: what has been given comes again. */
export async function* objectsOf(client: Client, kinds: readonly ResourceDefinition[], labels: LabelSelector): AsyncGenerator<readonly KubeObject[]> {
  for (const definition of kinds) yield* pagesOf(client, definition, labels);
}

async function* pagesOf(client: Client, definition: ResourceDefinition, labels: LabelSelector): AsyncGenerator<readonly KubeObject[]> {
  for (let token: string | undefined; ;) {
    const page = await pageOf(client, definition, labels, token);
    if (page) yield page.items;
    token = page?.continue;
    if (page && token === undefined) return;
  }
}

/** Undefined: the list has grown too old. */
async function pageOf(client: Client, definition: ResourceDefinition, labels: LabelSelector, token: string | undefined): Promise<ObjectList<KubeObject> | undefined> {
  try {
    return await client.of(definition).list({ limit: pageSize, labels, ...(token !== undefined && { continue: token }) });
  } catch (error) {
    if (token === undefined || !ApiError.is(error, 'Expired')) throw error;
    return undefined;
  }
}
