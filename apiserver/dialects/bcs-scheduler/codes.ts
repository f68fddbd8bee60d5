/** The codes of failures, by the short names that the document's specification gives them: 1405000 and an offset. */

interface Code {
  readonly number: number;
  readonly means: string;
  /** The status of an answer with it, where nothing more precise is known. */
  readonly http: number;
}

const code = (offset: number, means: string, http: number): Code => ({ number: 1_405_000 + offset, means, http });

export const codes = {
  E1: code(1, 'the store cannot be reached', 500),
  E2: code(2, 'creating in the store failed', 500),
  E3: code(3, 'deleting from the store failed', 500),
  E4: code(4, 'reading from the store failed', 500),
  E5: code(5, 'listing from the store failed', 500),
  E6: code(6, 'the gateway could not read the body', 400),
  E7: code(7, 'bad HTTP parameters: there is no BCS-ClusterID', 400),
  E8: code(8, 'what was sent is not right', 400),
  E9: code(9, 'nobody leads the scheduler', 503),
  E10: code(10, 'what was sent cannot be decoded', 400),
  E11: code(11, 'the answer cannot be encoded', 500),
  E12: code(12, 'the body cannot be read', 400),
  E50: code(50, 'the gateway failed', 500),
  E51: code(51, 'there is no such cluster', 404),
  E53: code(53, 'the driver cannot be reached', 502),
  E65: code(65, 'what was sent is no YAML', 400),
  E200: code(200, 'the scheduler refuses, or failed', 409),
  E201: code(201, 'it exists already', 409),
  E202: code(202, 'it is not there', 404),
  E230: code(230, 'the driver failed', 500),
  E231: code(231, 'a parameter is wrong', 400),
  E232: code(232, 'there is no such version', 404),
  E233: code(233, 'there is no such type of message', 400),
  E234: code(234, 'a filter refuses the request', 400),
} as const satisfies Readonly<Record<string, Code>>;

export type CodeName = keyof typeof codes;
