/** Objects of a custom kind are converted by the webhook that its definition names (upstream: webhook_converter.go). */
import type { KubeObject, Random } from '../../api';
import type { Caller } from '../admission/webhooks/caller';
import { RequestFailure } from '../admission/webhooks/failure';
import { Unconvertible } from '../storage-errors';
import { checked } from './checked';
import { answersIn, InvalidAnswer, kindText, questionOf } from './review';
import type { Failure, ToldConversions } from './told';

/** Objects of any versions, as objects of the version asked for, in their order. Throws Unconvertible. */
export type Convert = (objects: readonly KubeObject[], apiVersion: string) => Promise<readonly KubeObject[]>;

export interface WebhookOptions {
  readonly caller: Pick<Caller, 'post'>;
  readonly random: Random;
  readonly reviewVersions: readonly string[];
  readonly told: ToldConversions;
}

const timeoutSeconds = 30;
/** Of the objects that are asked about at once; answers are limited too. */
const largestQuestion = 4 * 1024 * 1024;

export function webhookConversion(options: WebhookOptions): Convert {
  return async (objects, apiVersion) => {
    const converted = new Map<KubeObject, KubeObject>();
    for (const batch of batchesOf(objects.filter((object) => object.apiVersion !== apiVersion))) {
      const answers = await ask(options, batch, apiVersion);
      batch.forEach(({ object }, i) => converted.set(object, answers[i] as KubeObject));
    }
    return objects.map((object) => converted.get(object) ?? object);
  };
}

interface Item {
  readonly object: KubeObject;
  readonly json: string;
}

/** Each of one version, so that what goes wrong can name it. */
function batchesOf(objects: readonly KubeObject[]): readonly Item[][] {
  const batches: Item[][] = [];
  const open = new Map<string, { items: Item[]; size: number }>();
  for (const object of objects) {
    const json = JSON.stringify(object);
    let batch = open.get(object.apiVersion);
    if (!batch || batch.size + json.length > largestQuestion) {
      open.set(object.apiVersion, batch = { items: [], size: 0 });
      batches.push(batch.items);
    }
    batch.items.push({ object, json });
    batch.size += json.length;
  }
  return batches;
}

async function ask({ caller, random, reviewVersions, told }: WebhookOptions, batch: readonly Item[], apiVersion: string): Promise<readonly KubeObject[]> {
  const first = batch[0]?.object ?? {};
  const failed = (text: string): Unconvertible => new Unconvertible(`conversion webhook for ${kindText(first)} ${text}`);
  const asked = told.begin(versionIn(batch[0]?.object.apiVersion ?? ''), versionIn(apiVersion));
  // What it is if it goes wrong now.
  let failure: Failure = 'conversion_webhook_call_failure';
  try {
    const answers = await answersTo(batch.map(({ json }) => json));
    failure = 'conversion_webhook_partial_response_failure';
    if (answers.length !== batch.length) throw failed(`returned ${answers.length} objects, expected ${batch.length}`);
    failure = 'conversion_webhook_invalid_converted_object_failure';
    const converted = batch.map(({ object }, i) => checked(object, answers[i], apiVersion, i));
    asked.ended();
    return converted;
  } catch (error) {
    asked.ended(failure);
    throw error instanceof InvalidAnswer ? failed(error.message) : error;
  }

  async function answersTo(objects: readonly string[]): Promise<readonly unknown[]> {
    try {
      const question = questionOf(objects, apiVersion, reviewVersions, random.uuid());
      const answer = await caller.post(question.body, timeoutSeconds);
      failure = 'conversion_webhook_malformed_response_failure';
      return answersIn(answer, question);
    } catch (error) {
      throw error instanceof InvalidAnswer || error instanceof RequestFailure ? failed(`failed: ${error.message}`) : error;
    }
  }
}

const versionIn = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1);
