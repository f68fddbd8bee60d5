/** What is sent and answered in Kubernetes' own way. */
import { BodySyntaxError, parseJson, unrecognized } from '../../../../dialect';
import type { Call, Reply } from '../../call';

export type Json = Readonly<Record<string, unknown>>;

/** Throws ApiError BadRequest in Kubernetes' words. */
export function readKubeObject({ json }: Call, kind: string): Json {
  const bytes = Buffer.from(json);
  const refuse = (error: BodySyntaxError): never => {
    throw unrecognized(error, kind, bytes);
  };
  try {
    const { value } = parseJson(bytes);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch (error) {
    if (error instanceof BodySyntaxError) return refuse(error);
    throw error;
  }
  return refuse(new BodySyntaxError('json: cannot unmarshal into Go value of type struct', "couldn't get version/kind; json parse error: "));
}

export const success = (details: Json): Reply => ({ status: 200, json: JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }) });
