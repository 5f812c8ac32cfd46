// Validates templates with AWS's own validator, with one engine for all of them because it starts slowly.
// Usage: node validate.mjs NODE_MODULES TEMPLATE.. > findings.json
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, ...templates] = process.argv.slice(2);
const require = createRequire(join(modules, "here.js"));
const { CelEngine, TemplateFile } = require("@aws/cloudformation-validate");

// The first two are reported for every create-only property and every untagged resource, the others for ARNs in a spec.
const config = { exclude: { ids: ["I9001", "I9040", "W9002", "W9013"] } };

const engine = new CelEngine();
const findings = [];
for (const template of templates) {
  const report = engine.validateStandard(new TemplateFile(template), config);
  if (report.status !== "OK") findings.push({ template, rule: report.status, level: "ERROR", message: "the analysis was not completed" });
  for (const { ruleId, severity, message, entity, startLine } of report.diagnostics) {
    findings.push({ template, rule: ruleId, level: severity, message, place: `${entity?.logicalId ?? ""}:${startLine ?? ""}` });
  }
}
engine.free();
process.stdout.write(JSON.stringify(findings));
