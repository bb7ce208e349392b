export type EraseInput = { readonly orgId: string; readonly erasureId: string };
