/** Legacy custom resources (section 5.8 of the document's specification): a kind is registered, then there may be objects of it. */
import { anything, optional, text } from '../go-json';
import { labelName, objectName } from './names';
import { metadata, reader, struct } from './reading';

const registration = struct('Crr', { apiVersion: text, kind: text, spec: struct('CrrSpec', { names: struct('CrrNames', { kind: text }) }) });

const resource = struct('Crd', { apiVersion: text, kind: text, metadata, spec: optional(anything), status: optional(anything) });

export const readRegistration = reader(registration);
export const readLegacyResource = reader(resource);

/** Under which a registered kind is kept. */
export const registrationName = (kind: string): string => labelName(kind);

/** Under which an object is kept. Kinds have no dots there: no two objects meet. */
export const resourceName = (kind: string, name: string): string => objectName(`${labelName(kind)}.${objectName(name)}`);
