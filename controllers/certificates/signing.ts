/** Signs approved requests by the cluster's certificate authority (kubernetes pkg/controller/certificates/signer); a controller for each signer. */
import { authorityOf, clusterAuthority, formatTime, kinds, requestedIdentity } from '../../api';
import type { ComponentContext, ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { isToBeSigned, type Request } from './requests';
import { signableUsages, signers, validityOf, type Signer } from './signers';

type Status = Request['status'];

const failed = (status: Status, message: string, now: number): Status => ({
  ...status, conditions: [...(status.conditions ?? []), { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message, lastUpdateTime: formatTime(now) }],
});

async function certificateFor(request: Request, { client, clock, random }: ComponentContext): Promise<string> {
  const identity = requestedIdentity(request.spec.request);
  if (!identity) throw new Error(`unable to parse csr ${JSON.stringify(request.metadata.name)}`);
  const authority = await authorityOf(client, clusterAuthority, { clock, random });
  const usages = signableUsages(request);
  return authority.issue({ ...identity, usages, ...validityOf(request, clock.now(), authority.notAfter) }, random);
}

async function answerTo(request: Request, { fault }: Signer, context: ComponentContext): Promise<(status: Status) => Status> {
  const text = fault(request);
  if (text !== undefined) return (status) => failed(status, text, context.clock.now());
  const certificate = Buffer.from(await certificateFor(request, context)).toString('base64');
  return (status) => ({ ...status, certificate });
}

const signingController = (signer: Signer): ControllerFactory => (context) => {
  const requests = context.informers.of(kinds.certificatesigningrequests);
  return {
    name: `certificatesigningrequest-signing-${signer.controller}-controller`,
    for: kinds.certificatesigningrequests,
    concerns: (object) => {
      const request = object as Request;
      return request.spec.signerName === signer.signerName && isToBeSigned(request);
    },
    async reconcile(key) {
      const request = requests.lister.get(key);
      if (!request || request.spec.signerName !== signer.signerName || !isToBeSigned(request)) return;
      const answer = await answerTo(request, signer, context);
      const change = (current: Request): Request => (uidOf(current) === uidOf(request) && isToBeSigned(current) ? { ...current, status: answer(current.status) } : current);
      await ifPresent(context.client.of(kinds.certificatesigningrequests).update(key, change, { subresource: 'status' }));
    },
  };
};

export const csrSigningControllers: readonly ControllerFactory[] = signers.map(signingController);
