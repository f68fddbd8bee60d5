/** What is answered where: an allocation is placed; those that are kept are read and released, which the document's program cannot do. */
import type { AskedAllocation } from '../request/allocation';
import { decodeAllocation } from '../request/decode';
import { requestFault } from '../request/validate';
import type { Answer, Explanation, PlacedAllocation, PlacedGroup } from '../service';
import type { Call, Endpoint } from './call';
import { readContent } from './content';
import { badBody, badQuery, Fault, sendJson, sendNothing } from './envelope';
import { Repeated } from './written';

export const create: Endpoint = async (call) => {
  const { request: { headers }, response, service, random, options: { strictNoFit } } = call;
  const isDry = isOn(call, 'dryRun');
  const explain = isOn(call, 'explain');
  const asked = decodeAllocation(await readContent(call.request));
  const request: AskedAllocation = { ...asked, id: asked.id || random.uuid() };
  await expectSound(call, request);
  const domain = headers['x-domain-id'];
  const answer = await (isDry ? service.dryRun : service.allocate).call(service, request, { explain, ...(typeof domain === 'string' && { domain }) });
  if (!answer) throw new Fault('IdTaken', `The request body parameter is illegal: allocation.ID(${request.id}) belongs to another allocation.`);
  if (strictNoFit && answer.allocation.resource_groups.length === 0) throw nothingFits(answer);
  await sendJson(response, isDry ? 200 : 201, { allocation: { ...told(answer.allocation), ...explained(answer.explanation) } });
};

async function expectSound({ service, options: { faithful = false } }: Call, request: AskedAllocation): Promise<void> {
  const fault = requestFault(request, { catalogue: await service.catalogue(), faithful });
  if (fault !== undefined) throw badBody(fault);
}

const nothingFits = ({ allocation: { id }, explanation }: Answer): Fault =>
  new Fault('NothingFits', `no sites take allocation(${id}), of which nothing is placed`, explained(explanation));

export const list: Endpoint = async ({ response, service }) => sendJson(response, 200, { allocations: (await service.list()).map(told) });

export const read: Endpoint = async ({ response, service, id }) => {
  const allocation = await service.get(id);
  if (!allocation) throw notFound(id);
  await sendJson(response, 200, { allocation: told(allocation) });
};

export const release: Endpoint = async ({ response, service, id }) => {
  const release = await service.release(id);
  if (release === 'unknown') throw notFound(id);
  sendNothing(response, release === 'held' ? 202 : 204);
};

const notFound = (id: string): Fault => new Fault('NotFound', `allocation(${id}) not found`);

const words: ReadonlyMap<string | undefined, boolean> = new Map([[undefined, false], ['1', true], ['true', true], ['0', false], ['false', false]]);

function isOn({ query }: Call, name: string): boolean {
  const found = words.get(query.get(name));
  if (found === undefined) throw badQuery();
  return found;
}

/** Members in the document's order; what is empty and may be is left out, as Go leaves it out. */
const told = ({ id, resource_groups }: PlacedAllocation): object =>
  ({ id, resource_groups: new Repeated(resource_groups.map((group) => ({ item: toldGroup(group), times: group.copies }))) });

const toldGroup = ({ name, resources, selected: { node_id, region, availability_zone } }: PlacedGroup): object => ({
  name,
  resources: resources.map((resource) => ({ name: resource.name, flavor_id: resource.flavor_id, count: resource.count || undefined })),
  selected: { node_id: node_id || undefined, region: region || undefined, availability_zone: availability_zone || undefined },
});

const explained = (explanation: Explanation | undefined): object =>
  (explanation ? { reason: explanation.reason, unscheduled: explanation.unscheduled, scores: explanation.scored } : {});
