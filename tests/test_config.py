"""The configuration file and Obsidian's settings: what they mean, and where they are wrong."""

import json
from dataclasses import MISSING, fields

import pytest
from each_of import each_of

from vault_tools.config.config import build_config, load_config, validated
from vault_tools.config.obsidian import read_settings
from vault_tools.disk.vault_files import CONFIG_NAMES
from vault_tools.errors import VaultToolsError
from vault_tools.lint.rule import registry
from vault_tools.vault.schema import Key

FULL = """
exclude: [Templates/, "*.draft.md"]
keys:
  title: {type: text, required: true}
  date: {type: date, required: true, aliases: [created, published]}
  tags: {type: tags, aliases: [keywords]}
  status: {type: text, values: [evergreen, draft], default: draft}
  rating: {type: number, default: 3}
  since: {type: date, default: 2024-01-31}
key-order: [title, date, tags]
status: {on-conflict: draft, draft-key: wip}
profiles:
  - match: Clips/**
    keys:
      date: {aliases: [clipped]}
      source: {type: text, required: true}
  - match: Clips/Beer/**
    keys:
      source: {required: false}
      status: {values: [read, unread]}
rules:
  ignore: [empty-note]
  missing-key: {severity: warning}
"""


def error_of(text, name="vault-tools.yaml"):
    with pytest.raises(VaultToolsError) as caught:
        load_config(text, name)
    message = str(caught.value)
    assert "\n" not in message
    return message


@each_of(
    "text, place, key, allowed",
    [
        pytest.param("keyz: {}", "1:1", "keyz", ["keys", "key-order", "profiles"], id="section"),
        pytest.param("\n\nkey_order: [a]", "3:1", "key_order", ["key-order"], id="underscore"),
        pytest.param(
            "keys:\n  title: {typ: text}", "2:11", "keys.title.typ", ["type", "required"], id="option"
        ),
        pytest.param(
            "keys: {a: {type: txt}}", "1:12", "keys.a.type", ["'text'", "'date'", "`txt`"], id="type"
        ),
        pytest.param("keys: {a: {type: null}}", "1:12", "keys.a.type", ["'text'"], id="type-of-nothing"),
        pytest.param("keys: {a: text}", "1:8", "keys.a", ["mapping"], id="key-is-text"),
        pytest.param("keys:\n  a:\n", "2:3", "keys.a", ["mapping"], id="key-is-nothing"),
        pytest.param("keys: [a]", "1:1", "keys", ["mapping"], id="keys-are-a-list"),
        pytest.param("keys: {a: {required: yes}}", "1:12", "keys.a.required", ["`yes`", "`true`"], id="yes"),
        pytest.param("keys: {a: {required: 1}}", "1:12", "keys.a.required", ["`1`", "`true`"], id="one"),
        pytest.param(
            "keys: {a: {aliases: b}}", "1:12", "keys.a.aliases", ["list", "`b`"], id="alias-is-text"
        ),
        pytest.param(
            "keys: {a: {values: [1]}}", "1:21", "`keys.a.values`, item 1", ["string", "`1`"], id="value"
        ),
        pytest.param("keys: {1: {typ: x}}", "1:12", "keys.1.typ", ["type"], id="below-a-number"),
        pytest.param("exclude: a", "1:1", "exclude", ["list", "`a`"], id="exclude-is-text"),
        pytest.param(
            "exclude: [a, 1]", "1:14", "`exclude`, item 2", ["string", "`1`"], id="exclude-is-a-number"
        ),
        pytest.param(
            "exclude:\n  - a\n  - '!'", "3:5", "`exclude`, item 2", ["`!`", ".gitignore"], id="no-pattern"
        ),
        pytest.param(
            "names: {people: {notes: ../x}}", "1:18", "names.people.notes", ["`../x`", "within"], id="out"
        ),
        pytest.param(
            "names: {people: {notes: /etc}}", "1:18", "names.people.notes", ["`/etc`", "within"], id="root"
        ),
        pytest.param(
            "names: {people: {notes: 'C:\\x'}}", "1:18", "names.people.notes", ["within"], id="drive"
        ),
        pytest.param(
            "sources:\n  - {notes: '*', transcript: 'a/../../{stem}'}",
            "2:18",
            "`sources`, item 1: `transcript`",
            ["outside", ".txt"],
            id="transcript-outside",
        ),
        pytest.param(
            "mocs: [{name: a, note: A.md, min: 0}]",
            "1:30",
            "`mocs`, item 1: `min`",
            ["greater than or equal to 1, not `0`"],
            id="too-small",
        ),
        pytest.param(
            "mocs: [{name: a, note: A.md, limit: 1.5}]",
            "1:30",
            "`mocs`, item 1: `limit`",
            ["integer, not `1.5`"],
            id="not-whole",
        ),
        pytest.param(
            "mocs: [{name: a, note: A.md, group-by: [a, b, c]}]",
            "1:30",
            "`mocs`, item 1: `group-by`",
            ["at most 2 items, not 3"],
            id="too-many",
        ),
        pytest.param(
            "mocs: [{name: a, note: A.md, sort: ['']}]",
            "1:37",
            "`mocs`, item 1: `sort`, item 1",
            ["at least 1 character"],
            id="empty-field",
        ),
        pytest.param(
            "rules: {condensed-translation: {same-script: x}}",
            "1:33",
            "rules.condensed-translation.same-script",
            ["number, not `x`"],
            id="not-a-number",
        ),
        pytest.param(
            "vaults: [separate]", "1:1", "vaults", ["'together' or 'separate'"], id="choice-is-a-list"
        ),
        pytest.param("key-order: title", "1:1", "key-order", ["list", "`title`"], id="order-is-text"),
        pytest.param("profiles: {}", "1:1", "profiles", ["list"], id="profiles-are-a-mapping"),
        pytest.param(
            "profiles:\n  - {keys: {}}", "2:5", "`profiles`, item 1: `match`", ["missing"], id="no-match"
        ),
        pytest.param(
            "profiles:\n  - {match: a, key: {}}",
            "2:16",
            "`profiles`, item 1: `key`",
            ["match", "keys"],
            id="profile",
        ),
        pytest.param(
            "profiles:\n  - match: a\n    keys:\n      b: {type: c}",
            "4:11",
            "`profiles`, item 1: `keys.b.type`",
            ["'text'", "`c`"],
            id="type-in-a-profile",
        ),
        pytest.param(
            "profiles:\n  - match: a\n    keys:\n      b: {typ: c}",
            "4:11",
            "`profiles`, item 1: `keys.b.typ`",
            ["type", "required"],
            id="option-in-a-profile",
        ),
        pytest.param(
            "status: {on-conflict: both}", "1:10", "status.on-conflict", ["'report'", "`both`"], id="conflict"
        ),
        pytest.param(
            "status: {evergren: x}", "1:10", "status.evergren", ["evergreen", "draft-key"], id="status"
        ),
        pytest.param(
            "rules: {empty-not: {}}",
            "1:9",
            "rules.empty-not",
            ["unknown rule", "did you mean `empty-note`?"],
            id="rule",
        ),
        pytest.param("rules: {select: all}", "1:9", "rules.select", ["list", "`all`"], id="select-is-text"),
        pytest.param(
            "rules: {select: [all, al]}",
            "1:23",
            "`rules.select`, item 2",
            ["`al`", "unknown rule"],
            id="select",
        ),
        pytest.param(
            "rules:\n  ignore:\n  - x", "3:5", "`rules.ignore`, item 1", ["`x`", "unknown rule"], id="ignore"
        ),
        pytest.param("rules: {empty-note: off}", "1:9", "rules.empty-note", ["mapping"], id="rule-is-off"),
        pytest.param(
            "rules:\n  empty-note: {severty: error}",
            "2:16",
            "rules.empty-note.severty",
            ["severity"],
            id="rule-option",
        ),
        pytest.param(
            "rules:\n  empty-note:\n    severity: bad",
            "3:5",
            "rules.empty-note.severity",
            ["'error'", "'warning'", "`bad`"],
            id="severity",
        ),
        pytest.param(
            "rules: {select: [empty-note], missing-key: {severity: bad}}",
            "1:45",
            "rules.missing-key.severity",
            ["'error'"],
            id="severity-of-a-rule-that-is-off",
        ),
        pytest.param(
            "keys: {status: {values: [a, b], default: c}}",
            "1:33",
            "keys.status.default",
            ["`c`", "values"],
            id="default",
        ),
        pytest.param(
            "keys: {a: {aliases: [x, b]}, b: {}}",
            "1:25",
            "`keys.a.aliases`, item 2",
            ["`b`"],
            id="alias-is-a-key",
        ),
        pytest.param(
            "keys: {a: {aliases: [c]}, b: {aliases: [c]}}",
            "1:41",
            "`keys.b.aliases`, item 1",
            ["`c`", "`a`"],
            id="alias-of-two",
        ),
    ],
)
def test_an_error_names_place_key_and_what_is_allowed(text, place, key, allowed):
    message = error_of(text, "Beer/.vault-tools.yaml")
    named = key if "`" in key else f"`{key}`"
    assert message.startswith(f"Beer/.vault-tools.yaml:{place}: {named} ")
    for part in allowed:
        assert part in message.partition(f"{named} ")[2]


@pytest.mark.parametrize("value", ["yes", "'true'", "1"])
def test_a_checkbox_that_is_none_is_told_what_is_allowed(value):
    assert "`true` or `false`" in error_of(f"keys: {{a: {{required: {value}}}}}")


@each_of(
    "text, place, part",
    [
        pytest.param("keys: {a: [}", "1:12", "is not YAML", id="syntax"),
        pytest.param("exclude: []\n\tkeys: {}", "2:1", "is not YAML", id="tab"),
        pytest.param("keys: {}\nkeys: {}", "2:1", "keys", id="duplicate"),
        pytest.param("keys: {}\n---\nkeys: {}", "2:1", "document", id="two-documents"),
        pytest.param("- keys", "1:1", "allowed: ", id="list"),
        pytest.param("keys", "1:1", "allowed: ", id="text"),
        pytest.param("keys: \x00", "1:1", "should be a mapping", id="control-character"),
        pytest.param("exclude: " + "[" * 5000, "1:", "is not YAML", id="deep"),
    ],
)
def test_what_is_no_configuration(text, place, part):
    message = error_of(text)
    assert message.startswith(f"vault-tools.yaml:{place}")
    assert part in message


@pytest.mark.parametrize("value", ["{a: 1}", "[[a]]", "!!set {a}"])
def test_a_default_that_no_note_can_hold_is_an_error(value):
    assert error_of(f"keys: {{a: {{default: {value}}}}}").startswith("vault-tools.yaml:1:")


@each_of("text", ["", "\n", "# nothing yet\n", "{}", "exclude: []\nkeys: {}\n", "\ufeffkeys: {}"])
def test_nothing_set_is_obsidians_own(text):
    config = load_config(text)
    assert sorted(config.schema.keys) == ["aliases", "cssclasses", "tags"]
    assert config.schema.order == ()
    assert config.schema.status is None
    assert config.profiles == ()
    assert {rule.name for rule in config.rules} <= set(registry())
    assert "invalid-frontmatter" in {rule.name for rule in config.rules}


@each_of("text", ["", "keys: {a: {}}", FULL, "rules: {select: []}", "status:\n"])
def test_validated_is_json_that_builds_the_same(text):
    sections = validated(text, CONFIG_NAMES[0])
    copy = json.loads(json.dumps(sections))
    assert copy == sections
    assert build_config(copy) == build_config(sections)
    if text:
        assert build_config(copy) == load_config(text)


def test_keys():
    keys = load_config(FULL).schema.keys
    assert list(keys)[:6] == ["title", "date", "tags", "status", "rating", "since"]
    assert (keys["title"].type, keys["title"].required, keys["title"].declared) == ("text", True, True)
    assert keys["date"].aliases == ("created", "published")
    assert keys["tags"].aliases == ("tag", "keywords")
    assert (keys["status"].values, keys["status"].default) == (("evergreen", "draft"), "draft")
    assert keys["rating"].default == 3
    assert keys["since"].default == "2024-01-31"
    assert keys["aliases"].declared is False


@each_of(
    "value, default",
    [
        ("yes", "yes"),
        ("true", True),
        ("2024-01-31", "2024-01-31"),
        ("12:30", "12:30"),
        ("'0123'", "0123"),
        ("1.5", 1.5),
        ("~", None),
        ("|\n    two\n    lines", "two\nlines\n"),
        ("&x true", True),
        ("&x 3", 3),
    ],
)
def test_default_is_read_as_in_a_note(value, default):
    found = load_config(f"keys:\n a:\n  default: {value}\n").schema.keys["a"].default
    assert found == default
    assert type(found) is type(default)


def test_a_checkbox_may_have_an_anchor():
    keys = load_config("keys: {a: {required: &r true}, b: {required: *r}}").schema.keys
    assert keys["a"].required is keys["b"].required is True


@each_of("key", ["12", "true", "null", "2024-01-31", "yes", "作用", "🍺", "a b"])
def test_key_is_text_as_typed(key):
    assert key in load_config(f"keys: {{{key}: {{type: text}}}}").schema.keys


@pytest.mark.parametrize("default", ["[a]", "[a, b]", "a", "[]"])
def test_default_of_a_list_has_its_items_among_the_values(default):
    config = load_config(f"keys: {{a: {{type: list, values: [a, b], default: {default}}}}}")
    assert config.schema.keys["a"].values == ("a", "b")


def test_default_of_a_list_with_another_item():
    message = error_of("keys: {a: {type: list, values: [a, b], default: [a, c]}}")
    assert message.startswith("vault-tools.yaml:1:40: `keys.a.default` ")
    assert "`c`" in message


@pytest.mark.parametrize(
    ("path", "aliases", "source", "values"),
    [
        ("Hops.md", ("created", "published"), None, ("evergreen", "draft")),
        ("Notes/Clips/Hops.md", ("created", "published"), None, ("evergreen", "draft")),
        ("Clips/Hops.md", ("created", "published", "clipped"), True, ("evergreen", "draft")),
        ("Clips/Beer/Hops.md", ("created", "published", "clipped"), False, ("read", "unread")),
    ],
)
def test_profiles_add_up(path, aliases, source, values):
    config = load_config(FULL)
    keys = config.schema_for(path).keys
    assert keys["date"].aliases == aliases
    assert keys["date"].type == "date"
    assert keys["date"].required
    assert (keys["source"].required if "source" in keys else None) is source
    assert keys["status"].values == values
    assert config.schema_for(path).order == ("title", "date", "tags")


@each_of(
    "section, status",
    [
        ("status: {on-conflict: draft, draft-key: wip}", ("status", "wip", "evergreen", "draft", "draft")),
        ("status: {key: state, evergreen: done}", ("state", "draft", "done", "draft", "report")),
        ("status:", ("status", "draft", "evergreen", "draft", "report")),
        ("keys: {status: {}, draft: {}}", ("status", "draft", "evergreen", "draft", "report")),
        ("keys: {status: {}}", None),
    ],
)
def test_status(section, status):
    found = load_config(section).schema.status
    shown = found and (found.key, found.draft_key, found.evergreen, found.draft, found.on_conflict)
    assert shown == status


@each_of(
    "rules, chosen",
    [
        ("{select: []}", []),
        ("{select: [empty-note]}", ["empty-note"]),
        ("{select: [missing-key, empty-note, missing-key]}", ["empty-note", "missing-key"]),
        ("{select: [missing-key, empty-note], ignore: [empty-note]}", ["missing-key"]),
        ("{ignore: [all]}", []),
        ("{select: [empty-note], missing-key: {severity: warning}}", ["empty-note"]),
    ],
)
def test_rules_that_are_chosen(rules, chosen):
    assert [rule.name for rule in load_config(f"rules: {rules}").rules] == chosen


def test_ignore_takes_one_rule_away():
    every = {rule.name for rule in load_config("keys: {}").rules}
    assert every - {rule.name for rule in load_config("rules: {ignore: [empty-note]}").rules} == {
        "empty-note"
    }


def test_options_of_a_rule():
    config = load_config("rules: {select: [empty-note, missing-key], empty-note: {severity: warning}}")
    assert {rule.name: rule.severity for rule in config.rules} == {
        "empty-note": "warning",
        "missing-key": registry()["missing-key"]().severity,
    }


def test_selecting_keeps_the_options():
    config = load_config("rules: {select: [missing-key], missing-key: {severity: warning}}")
    assert [r.name for r in config.selecting(["empty-note", "missing-key"], []).rules] == [
        "empty-note",
        "missing-key",
    ]
    assert config.selecting(["missing-key"], []).rules[0].severity == "warning"
    assert config.selecting([], ["missing-key"]).rules == ()
    assert config.selecting([], []).rules == config.rules
    for names in (["empty-not"], []), ([], ["empty-not"]):
        with pytest.raises(VaultToolsError, match="unknown rule `empty-not`; did you mean `empty-note`"):
            config.selecting(*names)


@each_of(
    "path, excluded",
    [
        ("Templates/", True),
        ("Templates/Beer.md", True),
        ("Hops.draft.md", True),
        ("Hops.md", False),
        ("Drawing.excalidraw.md", True),
        ("Beer/Hops.sync-conflict-20250307-102030.md", True),
        ("Hops (Ada's conflicted copy 2025-03-07).md", True),
        ("啤酒/Hops (某某的冲突副本 2025-03-07).md", True),
        ("Hops [Conflict].md", True),
        ("On the (conflict) of laws.md", False),
        ("冲突.md", False),
    ],
)
def test_exclude(path, excluded):
    assert load_config(FULL).excluded(path) is excluded


@each_of(
    "types, found",
    [
        pytest.param({"date": "date", "people": "multitext"}, {"date": "date", "people": "list"}, id="known"),
        pytest.param({"a": "checkbox", "b": "number"}, {"a": "checkbox", "b": "number"}, id="simple"),
        pytest.param({"tags": "text", "aliases": "text"}, {}, id="obsidians-own-stay"),
        pytest.param({"a": "file", "b": None, "c": ["text"], "d": {}}, {}, id="unknown"),
        pytest.param(None, {}, id="null"),
        pytest.param([], {}, id="list"),
    ],
)
def test_types_of_obsidian(types, found):
    keys = dict(read_settings({"types.json": json.dumps({"types": types})}).keys)
    own = {name: keys.pop(name).type for name in ("tags", "aliases", "cssclasses")}
    assert own == {"tags": "tags", "aliases": "aliases", "cssclasses": "list"}
    assert {name: key.type for name, key in keys.items()} == found
    assert not any(key.declared for key in keys.values())


def test_the_file_prevails_over_obsidian():
    settings = read_settings({"types.json": '{"types": {"date": "text", "rating": "number"}}'})
    keys = load_config("keys: {date: {type: date}}", obsidian=settings).schema.keys
    assert (keys["date"].type, keys["date"].declared) == ("date", True)
    assert (keys["rating"].type, keys["rating"].declared) == ("number", False)


@each_of(
    "filters, path, excluded",
    [
        pytest.param(None, "Beer/Hops.md", False, id="null"),
        pytest.param([], "Beer/Hops.md", False, id="none"),
        pytest.param("Beer/", "Beer/Hops.md", False, id="no-list"),
        pytest.param(["Beer/"], "Beer/Hops.md", True, id="prefix"),
        pytest.param(["Beer/"], "Beer/", True, id="prefix-of-the-folder"),
        pytest.param(["Beer/"], "Old/Beer/Hops.md", False, id="no-prefix"),
        pytest.param(["Beer/"], "Beer.md", False, id="not-the-folder"),
        pytest.param(["/hops/"], "Beer/Hops.md", True, id="regex"),
        pytest.param(["/^Hops/"], "Beer/Hops.md", False, id="regex-from-the-start"),
        pytest.param(["/\\.draft\\.md$/"], "Beer/Hops.draft.md", True, id="regex-at-the-end"),
        pytest.param(["/(/", "Beer/"], "Beer/Hops.md", True, id="broken-regex-beside-a-prefix"),
        pytest.param(["/(/"], "Beer/Hops.md", False, id="broken-regex"),
        pytest.param(["/[[]wip/"], "Beer/[wip] Hops.md", True, id="regex-with-a-bracket"),
        pytest.param(["/(?<kind>draft)/"], "Beer/draft.md", True, id="regex-of-javascript"),
        pytest.param(["/^(?!Beer)/"], "Wine/Merlot.md", True, id="look-ahead"),
        pytest.param(["/^(?!Beer)/"], "Beer/Hops.md", False, id="look-ahead-that-fails"),
        pytest.param(["/^(?=a)(a+)+$/"], "a" * 40 + "b.md", False, id="look-ahead-that-would-take-for-ever"),
        pytest.param(["/^(a+)+$/"], "a" * 60 + "b.md", False, id="regex-that-would-take-for-ever"),
        pytest.param(["", 1, None], "Beer/Hops.md", False, id="no-filters"),
    ],
)
def test_excluded_by_obsidian(filters, path, excluded):
    settings = read_settings({"app.json": json.dumps({"userIgnoreFilters": filters})})
    assert settings.excluded(path) is excluded
    assert load_config(obsidian=settings).excluded(path) is excluded


@pytest.mark.parametrize(
    ("name", "key"),
    [("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder")],
)
@pytest.mark.parametrize(
    ("folder", "excluded"),
    [
        ("Templates", True),
        ("/Templates/", True),
        ("Temp", False),
        ("/", False),
        ("", False),
        (None, False),
        (3, False),
    ],
)
def test_templates_folder(name, key, folder, excluded):
    settings = read_settings({name: json.dumps({key: folder})})
    assert settings.excluded("Templates/Beer.md") is excluded
    assert not settings.excluded("Templates.md")


@pytest.mark.parametrize("name", ["app.json", "types.json", "plugins/templater-obsidian/data.json"])
@pytest.mark.parametrize(
    "text", ["{", "{'a': 1}", "nope", "[" * 100_000], ids=["open", "quotes", "word", "deep"]
)
def test_bad_json(name, text):
    with pytest.raises(VaultToolsError) as caught:
        read_settings({name: text})
    assert str(caught.value).startswith(f".obsidian/{name}: is not JSON: ")


@each_of("text", ["", "{}", "[]", "null", '"a"'])
def test_json_that_says_nothing(text):
    settings = read_settings(dict.fromkeys(("app.json", "types.json", "templates.json"), text))
    assert settings == read_settings({})


EVERYTHING_SET = """
keys:
  kind: {type: text, required: true, default: b, aliases: [sort], values: [a, b], names: people, unique: true}
status: {key: kind, draft-key: d, evergreen: e, draft: f, on-conflict: draft,
         evergreen-forbids: [empty-note], evergreen-fix: safe}
tags: {style: kebab-case, aliases: {a: b}, retired: [c]}
names: {people: {notes: People/, aliases: {A: [B]}, form: link, mentions: true, chinese: true}}
mocs:
- {name: f, note: "{value}.md", title: "{value}!", each: folder, nested: true, min: 2, source: {tag: x},
   list-mocs: true, group-by: kind, sort: -date, limit: 3, show: table, columns: kind, counts: false,
   language: zh, texts: {one: a}, labels: {a: b}, frontmatter: {a: b}}
- {name: n, note: N.md, kind: home}
- {name: i, note: I.md, item: "{{ link }}"}
profiles: [{match: A/, language: zh, keys: {kind: {required: false}}}]
sources: [{notes: A/, key: kind, transcript: "{value}.txt"}]
"""


def default_of(field):
    return field.default if field.default_factory is MISSING else field.default_factory()


def test_every_setting_is_kept():
    config = load_config(EVERYTHING_SET)
    schema = config.schema
    kept = [schema.keys["kind"], schema.status, schema.tags, schema.names["people"], *schema.mocs.mocs]
    kept += [*config.profiles, *config.sources]
    asked = {(type(section), f.name) for section in kept for f in fields(section)}
    said = {(type(s), f.name) for s in kept for f in fields(s) if getattr(s, f.name) != default_of(f)}
    assert asked - said == {(Key, "declared")}


def test_number_without_decimals_is_a_number() -> None:
    [options] = validated("rules: {condensed-translation: {same-script: 1}}", "x")["options"].values()
    assert repr(options) == "{'same_script': 1.0}"


def test_what_the_file_sets_is_kept_and_nothing_else() -> None:
    text = """
key-order: [a]
keys: {a: {type: text, default: [1, x]}, b: {}}
mocs: [{name: m, note: M.md, sort: -a, source: {not: {tag: t}}}]
sources: [{notes: "*", transcript: "raw/{stem}.txt"}]
tags: {}
"""
    sections = validated(text, CONFIG_NAMES[0])
    assert {name: sections[name] for name in sections if name != "rules"} == {
        "key_order": ["a"],
        "keys": {"a": {"type": "text", "default": [1, "x"]}, "b": {}},
        "mocs": [{"name": "m", "note": "M.md", "sort": ["-a"], "source": {"not_": {"tag": "t"}}}],
        "sources": [{"notes": "*", "transcript": "raw/{stem}.txt"}],
        "tags": {},
        "options": {},
    }
