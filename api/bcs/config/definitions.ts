/** ConfigMaps, secrets and services as they are sent (sections 5.5 and 5.6 of the document's specification). */
import { integer, list, record, text, type Of, type Shape } from '../../go-json';
import { metadata, reader, struct } from '../reading';

const int = integer('int');

const about = { apiVersion: text, kind: text, metadata };

/** The tag of RemoteUser is misspelt upstream: it is written as Go calls it. */
const configMap = struct('BcsConfigMap', { ...about, datas: record(struct('BcsConfigMapItem', { type: text, content: text, RemoteUser: text, remotePasswd: text })) });

const secret = struct('BcsSecret', { ...about, type: text, datas: record(struct('SecretDataItem', { path: text, content: text })) });

const texts = list(text);

/** One address may stand by itself. */
const oneOrMore: Shape<readonly string[]> = {
  ...texts,
  read: (from, there) => (from.kind() === 'string' ? [from.string()] : texts.read(from, there)),
  spelt: (value) => (typeof value === 'string' ? [value] : value),
};

const service = struct('BcsService', {
  ...about,
  spec: struct('ServiceSpec', {
    selector: record(text), type: text, clusterIP: oneOrMore,
    ports: list(struct('ServicePort', { name: text, domainName: text, path: text, protocol: text, servicePort: int, targetPort: int, nodePort: int })),
  }),
});

export type ConfigMapDefinition = Of<typeof configMap>;
export type SecretDefinition = Of<typeof secret>;
export type ServiceDefinition = Of<typeof service>;

export const readConfigMap = reader(configMap);
export const readSecret = reader(secret);
export const readService = reader(service);
