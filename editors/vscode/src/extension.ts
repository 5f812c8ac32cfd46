// Starts `gwc lsp`, traces the route under the cursor, and shows what the server's commands return.

import * as vscode from 'vscode';
import { LanguageClient, State } from 'vscode-languageclient/node';
import { routeAt, samplePath } from './route';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** This extension, whose page says how to install `gwc`. */
const EXTENSION = 'gwc.gwc';

let client: LanguageClient | undefined;

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('gwc.traceRoute', traceRoute),
    vscode.commands.registerCommand('gwc.restart', restart),
    vscode.workspace.registerTextDocumentContentProvider('gwc', pages),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('gwc.path')) void restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
  );
  void restart();
}

export async function deactivate(): Promise<void> {
  await stop();
}

/** A client that does not report its own start-up failure, which we report instead; later failures it reports itself. */
class Client extends LanguageClient {
  private starting = false;

  override async start(): Promise<void> {
    this.starting = true;
    try {
      await super.start();
    } finally {
      this.starting = false;
    }
  }

  override error(message: string, data?: unknown, showNotification?: boolean | 'force'): void {
    super.error(message, data, this.starting ? false : showNotification);
  }
}

function program(): string {
  return vscode.workspace.getConfiguration('gwc').get<string>('path')?.trim() || 'gwc';
}

async function restart(): Promise<void> {
  await stop();
  if (!vscode.workspace.isTrusted) return;
  const next = new Client(
    'gwc',
    'gwc',
    { command: program(), args: ['lsp'] },
    {
      documentSelector: [
        { scheme: 'file', language: 'gw' },
        { scheme: 'untitled', language: 'gw' },
      ],
      middleware: { executeCommand },
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.gw') },
    },
  );
  client = next;
  try {
    await next.start();
  } catch (error) {
    if (client === next) client = undefined;
    await explainFailure(error);
  }
}

async function stop(): Promise<void> {
  const last = client;
  client = undefined;
  if (!last) return;
  // A server that is still starting, or that never did, cannot be asked to shut down.
  if (last.state === State.Running) await last.stop().catch(() => undefined);
  await last.dispose().catch(() => undefined);
}

async function explainFailure(error: unknown): Promise<void> {
  const [retry, help, settings] = ['Retry', 'How to Install', 'Open Settings'];
  const missing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' || /ENOENT/.test(String(error));
  const reason = error instanceof Error ? error.message : String(error);
  // In a remote window, extensions and programs run on the other machine.
  const place = vscode.env.remoteName ? ' on the remote machine' : '';
  const chosen = await vscode.window.showErrorMessage(
    missing
      ? `\`${program()}\` was not found${place}. Install it, or set \`gwc.path\` to where it is.`
      : `\`${program()} lsp\` did not start${place}: ${reason}`,
    ...(missing ? [retry, help, settings] : [retry, settings]),
  );
  if (chosen === retry) await restart();
  if (chosen === help) await vscode.commands.executeCommand('extension.open', EXTENSION);
  if (chosen === settings) await vscode.commands.executeCommand('workbench.action.openSettings', 'gwc.path');
}

async function traceRoute(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'gw') return;
  const { document } = editor;
  const route = routeAt(document.getText().split(/\r?\n/), editor.selection.active.line);
  const named = (route?.methods ?? []).filter((method) => method !== 'ANY');
  await askAndTrace(document.uri, named.length ? named : METHODS, samplePath(route?.path ?? '/'));
}

/** Asks for the request, and traces it in the spec that the file belongs to: the server knows which file includes it. */
async function askAndTrace(file: vscode.Uri, methods: readonly string[], sample: string): Promise<void> {
  const method =
    methods.length === 1 ? methods[0] : await vscode.window.showQuickPick(methods, { placeHolder: 'Method of the request' });
  if (!method) return;
  const path = await vscode.window.showInputBox({
    title: `Trace ${method}`,
    prompt: 'Path of the request, with a query string if it has one',
    value: sample,
    validateInput: (value) => (value.startsWith('/') ? undefined : 'A path starts with `/`'),
  });
  if (!path) return;
  const uri = client?.code2ProtocolConverter.asUri(file) ?? file.toString();
  const text = await run('gwc.trace', [uri, method, path]);
  if (text) await pages.show(`trace ${method} ${path}`, text);
}

/** Runs a command of the server; its result is Markdown. */
async function run(command: string, args: unknown[]): Promise<string | undefined> {
  if (client?.state !== State.Running) {
    void vscode.window.showWarningMessage('The gwc language server is not running.');
    return undefined;
  }
  try {
    return await client.sendRequest<string>('workspace/executeCommand', { command, arguments: args });
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Markdown that the server wrote, shown as preview. */
class Pages implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: 'gwc', path: `/${title.replace(/[^\w. -]+/g, '-')}.md` });
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  }
}

const pages = new Pages();

/** Commands of the server, from lenses and quick fixes: what they return is shown here. */
async function executeCommand(
  command: string,
  args: unknown[],
  next: (command: string, args: unknown[]) => vscode.ProviderResult<unknown>,
): Promise<unknown> {
  const text = await next(command, args);
  if (typeof text === 'string') await pages.show(args.slice(command === 'gwc.trace' ? 1 : 0).join(' '), text);
  return text;
}
