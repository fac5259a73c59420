from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Rule
from vault_tools.note.text import Place, Span


class UnreadableNote(Rule):
    """A `.md` file that can't be read as a note, and so was neither checked nor changed.

    It is not UTF-8, contains a NUL byte, is larger than 10 MB, has more than 1,000,000 lines, can't be
    opened, or is a link, a pipe or a device instead of a regular file. Less careful programs hang on such
    files or destroy them.
    """

    examples = ()

    def refused(self, path: str, reason: str, severity: Severity | None = None) -> Diagnostic:
        """The diagnostic for a file that no rule could read."""
        return Diagnostic(self.name, severity or self.severity, path, Span(0, 0), Place(1, 1, 1, 1), reason)


ZH = {
    "is larger than {size} MB: {bytes} bytes": "大于 {size} MB：{bytes} 字节",
    "contains a NUL byte at byte {position}; it is not text": "第 {position} 字节处有 NUL；这不是文本",
    "is not UTF-8: byte {byte} at byte {position}": "不是 UTF-8：第 {position} 字节为 {byte}",
    "is in the linked folder {folder}; links are not followed": "位于链接的文件夹 {folder} 中；不跟随链接",
    "vanished before it could be read": "在读取之前已消失",
    "was written while it was read": "读取时正在被写入",
    "can't be read: {reason}": "无法读取：{reason}",
    "is not a regular file": "不是普通文件",
    "is a folder, not a note": "是文件夹，不是笔记",
    "is a link, to {path}; links are not followed": "是指向 {path} 的链接；不跟随链接",
    "is a link to nothing": "是指向不存在之处的链接",
    "took too long to be read; it is left alone": "读取耗时过长；不作处理",
    "took too long in `{rule}`; it is left alone": "在 `{rule}` 中耗时过长；不作处理",
    "is a placeholder: its text is in the cloud, and reading it would download it": (
        "是占位文件：正文在云端，读取会触发下载"
    ),
}
