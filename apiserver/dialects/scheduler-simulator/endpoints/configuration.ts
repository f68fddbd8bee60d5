/** GET and POST /schedulerconfiguration. */
import { omit, type SchedulerConfiguration } from '../../../../api';
import { BodySyntaxError, parseJson, readBody, type Request } from '../../../dialect';
import type { Endpoint } from '../call';
import { Fault, sendJson, sendNothing } from '../envelope';
import { isJson, isRecord } from '../input';
import { configurationOf, schedulerOf } from '../scheduler';

/** Clients hide their settings when they see this. */
const external = 'When using an external scheduler, you cannot see and edit the scheduler configuration.';

export const getConfiguration: Endpoint = async ({ response, context }) => {
  const configuration = await configurationOf(context);
  if (configuration) sendJson(response, 200, configuration);
  else sendJson(response, 400, external);
};

export const applyConfiguration: Endpoint = async ({ request, response, context }) => {
  const asked = await readConfiguration(request);
  const scheduler = await schedulerOf(context);
  if (!scheduler) throw new Fault('Failed', external);
  await scheduler.configure(merged(await scheduler.configuration(), asked));
  sendNothing(response, 202);
};

/** Profiles and extenders are taken, all else stays as it is; none of them: the defaults. */
export const merged = (current: SchedulerConfiguration, { profiles, extenders }: SchedulerConfiguration): SchedulerConfiguration =>
  ({ ...omit(current, 'profiles', 'extenders'), ...(given(profiles) && { profiles }), ...(given(extenders) && { extenders }) });

/** What is no list is for the scheduler to refuse. */
const given = (list: unknown): boolean => list !== undefined && list !== null && !(Array.isArray(list) && list.length === 0);

async function readConfiguration(request: Request): Promise<SchedulerConfiguration> {
  if (!isJson(request)) throw new Fault('Failed', 'the configuration has to come as application/json');
  const body = await readBody(request);
  try {
    const { value } = parseJson(body);
    if (isRecord(value)) return value;
  } catch (error) {
    if (error instanceof BodySyntaxError) throw new Fault('Failed', `the configuration cannot be read: ${error.fault}`);
    throw error;
  }
  throw new Fault('Failed', 'the configuration has to be a JSON object');
}
