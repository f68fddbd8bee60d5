/**
 * Groups of the Kubernetes community are protected: who takes one says who has approved of it (KEP-1111;
 * k8s.io/apiextensions-apiserver pkg/apihelpers helpers.go, pkg/controller/apiapproval).
 */
import { invalid, required, type FieldError } from '../../../field-error';
import { withCondition } from './conditions';
import type { CustomResourceDefinition } from './types';

const annotation = 'api-approved.kubernetes.io';
const field = `metadata.annotations[${annotation}]`;
const proposal = 'https://github.com/kubernetes/enhancements/pull/1111';

const isProtected = (group: string): boolean => /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);

interface Approval {
  readonly state: 'Approved' | 'Unapproved' | 'Missing' | 'Invalid';
  readonly reason: string;
}

function approvalOf({ metadata }: CustomResourceDefinition): Approval {
  const said = metadata.annotations?.[annotation] ?? '';
  if (!said) return { state: 'Missing', reason: `protected groups must have approval annotation ${JSON.stringify(annotation)}, see ${proposal}` };
  if (said.startsWith('unapproved')) return { state: 'Unapproved', reason: `not approved: ${JSON.stringify(said)}` };
  if (isUrl(said)) return { state: 'Approved', reason: `approved in ${said}` };
  return { state: 'Invalid', reason: `protected groups must have approval annotation ${JSON.stringify(annotation)} with either a URL or a reason starting with "unapproved", see ${proposal}` };
}

/** With a scheme and a host. */
const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text) && URL.canParse(text);

/** What was there before may stay as it was. */
export function approvalFaults(crd: CustomResourceDefinition, old: CustomResourceDefinition | undefined): FieldError[] {
  if (!isProtected(crd.spec.group)) return [];
  const { state, reason } = approvalOf(crd);
  if (old && approvalOf(old).state === state) return [];
  if (state === 'Missing') return [required(field, reason)];
  return state === 'Invalid' ? [invalid(field, crd.metadata.annotations?.[annotation], reason)] : [];
}

type Status = CustomResourceDefinition['status'];

/** The status with what is known of the approval; the same where the group is not protected. `now`: RFC 3339. */
export function withApproval(crd: CustomResourceDefinition, status: Status, now: string): Status {
  if (!isProtected(crd.spec.group)) return status;
  const { state, reason } = approvalOf(crd);
  return withCondition(status, {
    type: 'KubernetesAPIApprovalPolicyConformant', status: state === 'Approved' ? 'True' : 'False', reason: `${state}Annotation`, message: reason, lastTransitionTime: now,
  });
}
