/** RFC 7234, 5.5; control characters cannot be in a header. */
export const warningHeader = (text: string): string => `299 - ${JSON.stringify(text.replace(/[\u0000-\u001f\u007f]/g, ' ')).replace(/[^\x20-\x7e]/g, '?')}`;
