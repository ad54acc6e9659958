import { Composer, type CST, type Document, type YAMLError } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import { locateValue } from './locate-value.ts';
import { errorAt, errorInFile, type Located, type SourceText } from './located.ts';
import { decodeManifestFile, type ManifestFile } from './manifest-file.ts';
import { yamlTokens } from './yaml-tokens.ts';

/** The documents of a file that hold something. `sound` is false where YAML errors leave a document in doubt. */
export interface Parsed {
  readonly documents: readonly { readonly root: Located; readonly sound: boolean }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One broken file is not worth thousands of lines. */
const MAX_ERRORS = 20;

/** Reads the YAML documents of one file, each value with its position. Never throws: what cannot be read is a diagnostic. */
export function parseManifestFile(file: ManifestFile): Parsed {
  const decoded = decodeManifestFile(file);
  if (decoded.status === 'refused') return { documents: [], diagnostics: [decoded.diagnostic] };
  const { source } = decoded;
  const tokens = yamlTokens(source.text);
  if (tokens.ok) return readDocuments(source, tokens.value);
  const hint = 'Split the file, or move it out of the directory of manifests';
  return { documents: [], diagnostics: [errorInFile(file.path, { code: 'manifest.syntax', message: tokens.error, hint })] };
}

function readDocuments(source: SourceText, tokens: readonly CST.Token[]): Parsed {
  const documents: { root: Located; sound: boolean }[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of new Composer({ uniqueKeys: false, prettyErrors: false }).compose(tokens, true, source.text.length)) {
    const broken = [...document.errors, ...document.warnings].map((error) => yamlError(source, error));
    const located = isEmpty(document) ? undefined : locateValue(source, document.contents);
    const problems = [...broken, ...(located?.diagnostics ?? [])];
    diagnostics.push(...problems);
    if (located !== undefined) documents.push({ root: located.root, sound: problems.length === 0 });
  }
  if (documents.length === 0 && diagnostics.length === 0) diagnostics.push(emptyFile(source.path));
  return { documents, diagnostics: limited(source.path, diagnostics) };
}

/** Nothing between two `---` is no manifest and no mistake. */
function isEmpty(document: Document.Parsed): boolean {
  const { contents } = document;
  return contents === null || ('value' in contents && contents.value === null && contents.range[0] === contents.range[1]);
}

function yamlError(source: SourceText, error: YAMLError): Diagnostic {
  const [start, end] = error.pos;
  const hint = error.code === 'TAB_AS_INDENT' ? 'Indent with spaces' : '';
  return errorAt({ source, start, end }, { code: 'manifest.syntax', message: `not valid YAML: ${error.message}`, hint });
}

function limited(path: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const more = diagnostics.length - MAX_ERRORS;
  if (more <= 0) return diagnostics;
  const message = `the file holds ${more} more errors of YAML, not listed`;
  return [
    ...diagnostics.slice(0, MAX_ERRORS),
    errorInFile(path, { code: 'manifest.syntax', message, hint: 'Mend the first ones' }),
  ];
}

function emptyFile(path: string): Diagnostic {
  return errorInFile(path, {
    code: 'manifest.syntax',
    message: 'the file is empty: it holds no manifest',
    hint: 'Write one, or remove the file',
  });
}
