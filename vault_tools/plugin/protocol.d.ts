// The answers of `vault-tools server` that the plugin uses; ../server/PROTOCOL.md describes them.

export type Position = { line: number; character: number };
export type Range = { start: Position; end: Position };
export type TextEdit = { range: Range; newText: string };
export type Severity = "error" | "warning" | "info";

/** An item of `textDocument/diagnostic`. */
export type Diagnostic = {
  range: Range;
  severity: 1 | 2 | 3 | 4;
  code: string;
  message: string;
  data?: {
    section?: string[];
    confidence?: string;
    why?: string;
    fix?: null | { safety: "safe" | "unsafe"; edits: TextEdit[] };
  };
};

/** An item of `vaultTools/findings`. */
export type Finding = {
  path: string;
  rule: string;
  severity: Severity;
  message: string;
  position: Position;
  section: string[];
  fix: "safe" | "unsafe" | null;
};

export type Findings = { findings: Finding[]; cursor: string | null; total: number };

export type CodeAction = {
  kind: string;
  title: string;
  diagnostics?: Diagnostic[];
  edit: { documentChanges: { edits: TextEdit[] }[] };
};

/** The result of `vaultTools/fix`, `undo`, `rename` and `moc`. */
export type Change = {
  run: number | null;
  written: string[];
  documentChanges: { textDocument: { uri: string; version: number | null }; edits: TextEdit[] }[];
  failed: Record<string, string>;
  diffs: { path: string; diff: string }[];
};

export type Run = { run: number; time: string; cause: string; paths: string[] };

export type Status = {
  state: "loading" | "ready" | "no vault" | "configuration" | "stopped writing";
  loading: { done: number; total: number } | null;
  notes: number;
  flagged: number;
  findings: number;
  rules: Record<string, number>;
  severities: Record<string, number>;
  mends: boolean;
  paused: string;
  waits: { path: string; why: string }[];
  configuration: { uri: string; message: string; position: Position } | null;
  troubles: string[];
};
