/** How objects come from one version to another (upstream: validateCustomResourceConversion, which knows fields by their older names). */
import { X509Certificate } from 'node:crypto';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import { label1035Fault } from '../../../names';
import type * as apiextensions from '../../../schema/types/apiextensions.v1';
import { validateClientConfig } from '../../admissionregistration/client-config';
import { when } from '../../checks';
import { isEstablished } from './conditions';
import type { CustomResourceDefinition } from './types';

type Conversion = apiextensions.CustomResourceConversion;

const knownReviews = ['v1', 'v1beta1'];
const field = 'spec.conversion';

export function conversionFaults({ spec }: CustomResourceDefinition, old: CustomResourceDefinition | undefined): FieldError[] {
  const { conversion, preserveUnknownFields } = spec;
  if (!conversion) return [];
  return [
    ...when(preserveUnknownFields && conversion.strategy !== 'None', () => invalid(`${field}.strategy`, conversion.strategy, 'must be None if spec.preserveUnknownFields is true')),
    ...strategyFaults(conversion.strategy),
    ...(conversion.strategy === 'Webhook' ? [...webhookFaults(conversion, old?.spec.conversion), ...(old && isEstablished(old) ? authorityFaults(conversion, old.spec.conversion) : [])] : strayFaults(conversion)),
  ];
}

function strategyFaults(strategy: string): FieldError[] {
  if (!strategy) return [required(`${field}.strategy`)];
  return when(strategy !== 'None' && strategy !== 'Webhook', () => notSupported(`${field}.strategy`, strategy, ['None', 'Webhook']));
}

function strayFaults({ webhook }: Conversion): FieldError[] {
  const text = 'should not be set when strategy is not set to Webhook';
  return [
    ...when(webhook?.clientConfig, () => forbidden(`${field}.webhookClientConfig`, text)),
    ...when(webhook?.conversionReviewVersions?.length, () => forbidden(`${field}.conversionReviewVersions`, text)),
  ];
}

function webhookFaults({ webhook }: Conversion, old: Conversion | undefined): FieldError[] {
  const { clientConfig, conversionReviewVersions = [] } = webhook ?? {};
  return [
    ...(clientConfig ? validateClientConfig(clientConfig, `${field}.webhookClientConfig`) : [required(`${field}.webhookClientConfig`, 'required when strategy is set to Webhook')]),
    ...reviewFaults(conversionReviewVersions, old?.webhook?.conversionReviewVersions ?? []),
  ];
}

/**
 * Where what was there before is none either, nobody is told, and neither before the kind is served (k8s.io/apiserver
 * pkg/util/webhook ValidateCABundle).
 */
function authorityFaults({ webhook }: Conversion, old: Conversion | undefined): FieldError[] {
  const [bundle, before] = [webhook?.clientConfig?.caBundle, old?.webhook?.clientConfig?.caBundle];
  const text = bundle && certificatesFault(bundle);
  if (!text || (before && certificatesFault(before))) return [];
  return [invalid(`${field}.webhookClientConfig.caBundle`, bundle, `unable to load root certificates: ${text}`)];
}

const certificates = /-----BEGIN CERTIFICATE-----\s[\s\S]*?-----END CERTIFICATE-----/g;

function certificatesFault(bundle: string): string | undefined {
  const found = Buffer.from(bundle, 'base64').toString('latin1').match(certificates);
  if (!found) return 'data does not contain any valid RSA or ECDSA certificates';
  return found.every(isCertificate) ? undefined : 'x509: malformed certificate';
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}

/** What was accepted without a version that is known here stays accepted. */
function reviewFaults(versions: readonly string[], before: readonly string[]): FieldError[] {
  const at = `${field}.conversionReviewVersions`;
  if (versions.length === 0) return [required(at)];
  const mustBeKnown = before.length === 0 || before.some((version) => knownReviews.includes(version));
  return [
    ...versions.flatMap((version, i) => {
      if (versions.indexOf(version) < i) return [invalid(`${at}[${i}]`, version, 'duplicate version')];
      const fault = label1035Fault(version);
      return fault ? [invalid(`${at}[${i}]`, version, fault)] : [];
    }),
    ...when(mustBeKnown && !versions.some((version) => knownReviews.includes(version)), () => invalid(at, versions, `must include at least one of ${knownReviews.join(', ')}`)),
  ];
}
