/** DER in text (RFC 7468). */

export interface Block { readonly type: string; readonly headers: boolean; readonly der: Buffer }

const pem = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([\s\S]*?)-----END \1-----/g;

export const blocks = (text: string): Block[] => [...text.matchAll(pem)].map(([, type = '', body = '']) =>
  ({ type, headers: body.includes(':'), der: Buffer.from(body, 'base64') }));

export const encodePem = (type: string, der: Buffer): string =>
  `-----BEGIN ${type}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${type}-----\n`;
