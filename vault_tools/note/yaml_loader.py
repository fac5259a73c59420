"""The YAML parser, in a module of its own because importing it takes longer than reading most notes."""

import yaml


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes without resolving tags: `yaml_core.scalar` resolves values, by another schema."""

    def resolve(self, kind: type, value: object, implicit: tuple[bool, bool]) -> str:
        """The tag: empty for plain scalars, `!` for scalars that are quoted or marked as text."""
        return "" if kind is not yaml.ScalarNode or implicit[0] else "!"

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...
