/** `$(NAME)`; `$$` is a dollar, and what nobody knows stays (third_party/forked/golang/expansion). */
export const expanded = (text: string, valueOf: (name: string) => string | undefined): string =>
  text.replace(/\$\$|\$\(([^()]*)\)/g, (whole, name: string | undefined) => (whole === '$$' ? '$' : valueOf(name ?? '') ?? whole));
