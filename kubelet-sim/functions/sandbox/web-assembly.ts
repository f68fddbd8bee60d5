/** What this project uses of WebAssembly, which the types of Node do not tell. */

export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** WebAssembly counts memory in these. */
export const pageBytes = 65_536;

interface Api {
  readonly Memory: { readonly prototype: Memory; new (pages: { readonly initial: number; readonly maximum: number }): Memory };
  compile(bytes: Uint8Array): Promise<WebAssembly.Module>;
  instantiate(module: WebAssembly.Module, imports: object): Promise<object>;
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: Api }).WebAssembly;
