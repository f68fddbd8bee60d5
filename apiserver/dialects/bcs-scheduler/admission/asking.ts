/** Sends an object to one webhook, and takes what comes back for it. */
import { bcsRules, kinds } from '../../../../api';
import { isLoopback, MAX_BODY_BYTES } from '../../../dialect';
import type { Poster, PosterFactory, Service } from '../call';
import { orNothing } from '../or-nothing';

const { config: { serviceName }, labelName } = bcsRules;

type Webhook = bcsRules.admission.AdmissionWebhook;

/** Nobody waits longer. */
const timeoutMs = 5_000;

/** Of a refusal, which is told to whoever has sent the object. */
const mostLetters = 1_024;

export class Asking {
  private poster: Poster | undefined;

  constructor(private readonly webhook: Webhook, private readonly posterWith: PosterFactory) {}

  /** The object that takes the place of `json`. Rejects when there is none: nobody could be asked, or has answered otherwise. */
  async ask({ registry }: Pick<Service, 'registry'>, json: string): Promise<string> {
    const { url, service } = bcsRules.admission.webhookAddress(this.webhook);
    const target = service ? await placeOf(registry, url, service) : url;
    const { hostname, host } = new URL(target);
    if (!isLoopback(hostname.replace(/^\[|\]$/g, ''))) throw new Error(`nothing is sent to ${host}: webhooks are called at loopback addresses alone`);
    const { code, text } = await this.open(service && new URL(url).hostname).post(target, json, new AbortController().signal);
    if (code !== 200) throw new Error(text.slice(0, mostLetters) || `the webhook answered with ${code}`);
    if (!isObject(text)) throw new Error('the answer is no JSON object');
    return text;
  }

  /** Connections are kept; an answer is no larger than what may be sent. Throws for certificates that nobody can use. */
  private open(servername: string | undefined): Poster {
    const { caBundle } = this.webhook.clientConfig;
    return (this.poster ??= this.posterWith({ timeoutMs, mostBytes: MAX_BODY_BYTES, tls: { ...(caBundle && { ca: Buffer.from(caBundle, 'base64').toString('utf8') }), ...(servername && { servername }) } }));
  }
}

/** Pods are simulated: nobody listens at a service's address. One that is a name for this machine (type ExternalName) leads to what runs beside the server. */
async function placeOf(registry: Service['registry'], url: string, { namespace, name }: { readonly namespace: string; readonly name: string }): Promise<string> {
  const found = await orNothing(registry.of(kinds.services).get({ namespace: labelName(namespace), name: serviceName(name) }));
  if (!found) throw new Error(`service ${JSON.stringify(name)} not found`);
  const { type, externalName = '' } = found.spec;
  if (type !== 'ExternalName' || !isLoopback(externalName)) throw new Error(`service ${JSON.stringify(name)} has no endpoint that can be reached from here`);
  const place = new URL(url);
  place.hostname = externalName;
  return place.href;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
