// Holds the scenarios, the JSON Schema and the loader together from outside: every scenario that is shipped and every
// file in accept/ must satisfy the schema, every file in reject/ must not. A test of the loader reads the same two
// folders, so schema and loader cannot drift apart unnoticed. Uses an independent validator and knows nothing of ours.
//
//   node validate.mjs             all of the above; exit code 1 where anything is wrong
//   node validate.mjs FILE...     these files must satisfy the schema

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2020 from "ajv/dist/2020.js";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const scenarios = join(root, "scenarios");
const schema_file = join(scenarios, "scenario.schema.json");

const least_rejects = 40;
const least_accepts = 1;

function json_files(folder) {
  return readdirSync(folder)
    .sort()
    .map((entry) => join(folder, entry))
    .flatMap((path) => {
      if (statSync(path).isDirectory()) return json_files(path);
      return path.endsWith(".json") && path !== schema_file ? [path] : [];
    });
}

function compile_schema() {
  // Types are declared as lists here and there ("string" or "integer"), and required keys apart from their properties.
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
  });
  return ajv.compile(JSON.parse(readFileSync(schema_file, "utf8")));
}

// The errors that name a cause. A failed `if` only says that something below it failed, and the schema uses `anyOf` only
// to ask for one of many keys, where one line says as much as a line for each of them.
function messages(errors) {
  const causes = errors.filter(
    (error) => error.keyword !== "if" && !error.schemaPath.includes("/anyOf/"),
  );
  const told = causes.map((error) => {
    if (error.keyword === "anyOf") {
      return `${error.instancePath || "/"}: has none of the keys that would say what it is`;
    }
    const what = error.params.additionalProperty ?? error.params.allowedValues?.join(", ");
    return `${error.instancePath || "/"}: ${error.message}${what === undefined ? "" : ` (${what})`}`;
  });
  return [...new Set(told)];
}

// Null where the file satisfies the schema, else what is wrong with it.
function complaints(validate, path) {
  let document;
  try {
    document = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return [`not JSON: ${error.message}`];
  }
  return validate(document) ? null : messages(validate.errors);
}

function check_all(validate) {
  const failures = [];
  const shipped = json_files(scenarios);
  const accepts = json_files(join(here, "accept"));
  const rejects = json_files(join(here, "reject"));
  for (const path of [...shipped, ...accepts]) {
    const wrong = complaints(validate, path);
    if (wrong !== null) failures.push([path, wrong]);
  }
  for (const path of rejects) {
    const wrong = complaints(validate, path);
    if (wrong === null) failures.push([path, ["should be rejected, and satisfies the schema"]]);
    else if (wrong[0].startsWith("not JSON")) failures.push([path, wrong]);
  }
  if (shipped.length === 0) failures.push([scenarios, ["no scenario found"]]);
  if (accepts.length < least_accepts) failures.push([join(here, "accept"), ["no file found"]]);
  if (rejects.length < least_rejects) {
    failures.push([join(here, "reject"), [`${rejects.length} files; at least ${least_rejects} expected`]]);
  }
  console.log(`${shipped.length} scenarios, ${accepts.length} accepts, ${rejects.length} rejects`);
  return failures;
}

const validate = compile_schema();
const files = process.argv.slice(2);
const failures =
  files.length === 0
    ? check_all(validate)
    : files.map((path) => [path, complaints(validate, path)]).filter(([, wrong]) => wrong !== null);

for (const [path, wrong] of failures) {
  console.error(`${relative(process.cwd(), path)}:`);
  for (const line of wrong) console.error(`  ${line}`);
}
if (failures.length > 0) {
  console.error(`${failures.length} of the files are not as they should be`);
  process.exitCode = 1;
}
