// JSON Schema as events have it: what a form needs to know of it.

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  type?: string;
  const?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  items?: Schema | false;
  prefixItems?: Schema[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  format?: string;
}

/** What is asked for. */
export type Kind = "choice" | "fields" | "map" | "list" | "tuple" | "integer" | "number" | "text" | "boolean" | "nothing" | "constant" | "any";

/** The schema itself where it only refers to another. */
export function resolved(schema: Schema, root: Schema): Schema {
  let at = schema;
  // As many steps as there are names: a schema that refers to itself says nothing.
  for (let steps = Object.keys(root.$defs ?? {}).length; at.$ref !== undefined && steps >= 0; steps -= 1) {
    at = root.$defs?.[at.$ref.replace("#/$defs/", "")] ?? {};
  }
  return at;
}

export function kind(schema: Schema): Kind {
  if (schema.oneOf ?? schema.anyOf) return "choice";
  if (schema.const !== undefined) return "constant";
  switch (schema.type) {
    case "object":
      return schema.additionalProperties ? "map" : "fields";
    case "array":
      return schema.prefixItems ? "tuple" : "list";
    case "string":
      return "text";
    case "null":
      return "nothing";
    case "integer":
    case "number":
    case "boolean":
      return schema.type;
    default:
      return "any";
  }
}

/** The ways between which a value chooses, and what each is called. */
export function ways(schema: Schema, root: Schema): { title: string; schema: Schema }[] {
  return (schema.oneOf ?? schema.anyOf ?? []).map((way, index) => {
    const it = resolved(way, root);
    const only = it.required?.length === 1 ? it.required[0] : undefined;
    const title = typeof it.const === "string" ? it.const : it.type === "null" ? "none" : (only ?? it.title ?? (schema.anyOf ? "some" : `way ${index + 1}`));
    return { title, schema: it };
  });
}

/** Whether a value could be one of a schema, looking no deeper than is needed to tell ways apart. */
export function fits(value: unknown, schema: Schema, root: Schema): boolean {
  const it = resolved(schema, root);
  switch (kind(it)) {
    case "choice":
      return ways(it, root).some((way) => fits(value, way.schema, root));
    case "constant":
      return value === it.const;
    case "fields": {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
      return (it.required ?? []).every((key) => key in value) && Object.keys(value).every((key) => key in (it.properties ?? {}));
    }
    case "map":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "list":
    case "tuple":
      return Array.isArray(value);
    case "integer":
    case "number":
      return typeof value === "number" || typeof value === "bigint";
    case "text":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "nothing":
      return value === null;
    case "any":
      return true;
  }
}

/** The plainest value of a schema: zeros, empty texts and lists, the first way. */
export function blank(schema: Schema, root: Schema, depth = 0): unknown {
  const it = resolved(schema, root);
  // A type that holds itself in every way has no value.
  if (depth > 16) return null;
  switch (kind(it)) {
    case "choice":
      return blank(ways(it, root)[0]?.schema ?? {}, root, depth + 1);
    case "constant":
      return it.const;
    case "fields":
      return Object.fromEntries((it.required ?? []).map((key) => [key, blank(it.properties?.[key] ?? {}, root, depth + 1)]));
    case "map":
      return {};
    case "list":
      return [];
    case "tuple":
      return (it.prefixItems ?? []).map((item) => blank(item, root, depth + 1));
    case "integer":
    case "number":
      return 0;
    case "text":
      return "";
    case "boolean":
      return false;
    case "nothing":
    case "any":
      return null;
  }
}
