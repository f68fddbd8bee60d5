/**
 * Approves what kubelets ask for to speak to the API server, if who asks may (kubernetes pkg/controller/certificates/approver).
 * What they serve with is for an administrator to approve, as upstream.
 */
import { describeRequest, kinds, kubeletClientText, type Client } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { isDecided, type Request } from './requests';

/** A subresource that exists for its permission alone, and what is said when somebody has it. */
interface Rule {
  readonly permission: string;
  readonly message: string;
}

const itself: Rule = { permission: 'selfnodeclient', message: 'Auto approving self kubelet client certificate after SubjectAccessReview.' };
const anyNode: Rule = { permission: 'nodeclient', message: 'Auto approving kubelet client certificate after SubjectAccessReview.' };

const kubeletSigner = 'kubernetes.io/kube-apiserver-client-kubelet';

/** Who may not yet may have been granted it meanwhile. */
const refusedAgainMs = 60_000;

/** In the order in which they are tried. */
export function rulesFor({ spec }: Request): readonly Rule[] {
  const asked = spec.signerName === kubeletSigner ? describeRequest(spec.request) : undefined;
  if (!asked || kubeletClientText(asked, spec.usages ?? [])) return [];
  return spec.username === asked.commonName ? [itself, anyNode] : [anyNode];
}

async function isAllowed(client: Client, { spec }: Request, { permission }: Rule): Promise<boolean> {
  const { username: user, uid, groups, extra } = spec;
  const review = await client.of(kinds.subjectaccessreviews).create({
    apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: {}, status: { allowed: false },
    spec: { user, uid, groups, extra, resourceAttributes: { group: 'certificates.k8s.io', resource: 'certificatesigningrequests', verb: 'create', subresource: permission } },
  });
  return review.status.allowed;
}

const approved = (request: Request, message: string): Request => ({
  ...request, status: { ...request.status, conditions: [...(request.status.conditions ?? []), { type: 'Approved', status: 'True', reason: 'AutoApproved', message }] },
});

export const csrApprovingController: ControllerFactory = ({ client, informers }) => {
  const requests = informers.of(kinds.certificatesigningrequests);
  return {
    name: 'certificatesigningrequest-approving-controller',
    for: kinds.certificatesigningrequests,
    async reconcile(key) {
      const request = requests.lister.get(key);
      if (!request || isDecided(request)) return undefined;
      const rules = rulesFor(request);
      for (const rule of rules) {
        if (!await isAllowed(client, request, rule)) continue;
        await ifPresent(client.of(kinds.certificatesigningrequests).update(
          key, (current) => (uidOf(current) === uidOf(request) && !isDecided(current) ? approved(current, rule.message) : current), { subresource: 'approval' }));
        return undefined;
      }
      return rules.length ? { requeueAfterMs: refusedAgainMs } : undefined;
    },
  };
};
