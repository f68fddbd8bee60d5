/** GET of a collection: the list, its metadata, or a Table of it. */
import type { ApiError, ResourceDefinition } from '../../../../api';
import type { Entry, Page } from '../../../../registry';
import { apiVersionOf, joinItems, recordOf } from '../../../dialect';
import type { Call, VerbHandler } from '../call';
import { listOptions } from '../list-options';
import type { Conversion } from '../negotiate';
import { partialObject } from '../partial';
import { listBytes, metadataForm, wholeForm } from '../protobuf';
import { notAcceptable, sendBytes, sendJson } from '../respond';
import { tableOptions, tableText, type TableMeta } from '../table';

export const list: VerbHandler = async (call) => {
  const page = await call.store.list(listOptions(call));
  sendPage(call, page);
};

export function sendPage(call: Call, page: Page): void {
  const { request, response, answer } = call;
  if (answer.format === 'protobuf') {
    const message = pageMessage(call, page);
    const record = recordOf(request);
    if (record?.wantsAnswer) record.answered(pageText(call, page));
    sendBytes(response, answer, 200, message);
  } else sendJson(response, answer, 200, pageText(call, page));
}

function pageMessage({ answer: { as }, store: { definition } }: Call, page: Page): Buffer {
  if (!as) return listBytes(wholeForm(definition), listMeta(page), page.entries);
  if (as.kind === 'PartialObjectMetadataList') return listBytes(metadataForm(as.version), listMeta(page), page.entries);
  throw notAnObject(as.kind, definition.listKind);
}

const notAnObject = (wanted: string, listKind: string): ApiError =>
  notAcceptable(`you requested ${wanted}, but the requested object is a list (${listKind})`);

function pageText(call: Call, page: Page): Buffer | string {
  const { definition } = call.store;
  const { as } = call.answer;
  const meta = listMeta(page);
  if (!as) return listText(definition, meta, page.entries);
  if (as.kind === 'Table') return tableText(definition, page.entries, meta, tableOptions(call.query, as), call.context.clock.now());
  if (as.kind === 'PartialObjectMetadataList') return partialList(as, meta, page.entries);
  throw notAnObject(as.kind, definition.listKind);
}

const listMeta = ({ revision, continue: token, remainingItemCount }: Page): TableMeta =>
  ({ ...(revision && { resourceVersion: String(revision) }), ...(token && { continue: token }), ...(remainingItemCount !== undefined && { remainingItemCount }) });

function listText(definition: ResourceDefinition, meta: TableMeta, entries: readonly Entry[]): Buffer {
  const head = `{"kind":${JSON.stringify(definition.listKind)},"apiVersion":${JSON.stringify(apiVersionOf(definition))},"metadata":${JSON.stringify(meta)},"items":[`;
  return joinItems(definition, head, entries, ']}');
}

const partialList = ({ version }: Conversion, meta: TableMeta, entries: readonly Entry[]): string =>
  `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${version}","metadata":${JSON.stringify(meta)},"items":[${
    entries.map((entry) => partialObject(entry, version)).join(',')}]}`;
