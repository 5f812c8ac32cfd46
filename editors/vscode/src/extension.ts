// Starts `gwc lsp`, and traces the route under the cursor.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, State } from 'vscode-languageclient/node';
import { routeAt, samplePath } from './route';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

let client: LanguageClient | undefined;

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('gwc.traceRoute', traceRoute),
    vscode.commands.registerCommand('gwc.restart', restart),
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

/** A client that leaves it to us to say that it could not start; what happens later it says itself. */
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
      documentSelector: [{ scheme: 'file', language: 'gw' }],
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
  const settings = 'Open Settings';
  const reason = error instanceof Error ? error.message : String(error);
  const chosen = await vscode.window.showErrorMessage(
    `\`${program()} lsp\` did not start: ${reason}. Install gwc, or say where it is.`,
    settings,
  );
  if (chosen === settings) await vscode.commands.executeCommand('workbench.action.openSettings', 'gwc.path');
}

async function traceRoute(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'gw') return;
  const { document } = editor;
  if (document.isUntitled) {
    void vscode.window.showInformationMessage('Save the file first: gwc reads it from disk.');
    return;
  }
  const route = routeAt(document.getText().split(/\r?\n/), editor.selection.active.line);
  const named = (route?.methods ?? []).filter((method) => method !== 'ANY');
  const methods = named.length ? named : METHODS;
  const method =
    methods.length === 1 ? methods[0] : await vscode.window.showQuickPick(methods, { placeHolder: 'Method of the request' });
  if (!method) return;
  const path = await vscode.window.showInputBox({
    title: `Trace ${method}`,
    prompt: 'Path of the request, maybe with a query string',
    value: samplePath(route?.path ?? '/'),
    validateInput: (value) => (value.startsWith('/') ? undefined : 'A path starts with `/`'),
  });
  if (!path) return;
  await document.save();
  await runTrace(document.uri, method, path);
}

/** Runs in a terminal as a task: it needs no shell, so nothing has to be quoted. */
async function runTrace(file: vscode.Uri, method: string, path: string): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const task = new vscode.Task(
    { type: 'gwc', task: 'trace' },
    folder ?? vscode.TaskScope.Workspace,
    'trace',
    'gwc',
    new vscode.ProcessExecution(program(), ['trace', file.fsPath, method, path], {
      cwd: folder?.uri.fsPath ?? dirname(file.fsPath),
    }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Shared, clear: true };
  await vscode.tasks.executeTask(task);
}
