"""Chinese."""

TEXTS = {
    # frontmatter
    "note has no frontmatter; required: {keys}": "笔记没有 frontmatter；必填：{keys}",
    "required key `{key}` is missing": "缺少必填键 `{key}`",
    "required key `{key}` is empty": "必填键 `{key}` 为空",
    "list `{key}` has an empty item": "列表 `{key}` 有空项",
    "key `{key}` should be `{name}`": "键 `{key}` 应为 `{name}`",
    "{message:t}, which is here with another value": "{message}，而后者已存在且值不同",
    "key `{key}` should come first": "键 `{key}` 应排在最前",
    "key `{key}` should come below `{above}`": "键 `{key}` 应排在 `{above}` 之后",
    "duplicate `{value}` in `{key}`": "`{key}` 中重复出现 `{value}`",
    "`{value}` is not a value of `{key}`; nearest: `{meant}`": (
        "`{value}` 不是 `{key}` 的可用值；最接近的是：`{meant}`"
    ),
    "`{value}` is not a value of `{key}`; allowed: {values}": (
        "`{value}` 不是 `{key}` 的可用值；可用值：{values}"
    ),
    "`{key}` should be {expected:t}, not {value:t}": "`{key}` 应为{expected}，而不是{value}",
    "`{source}` in `{key}` is read as a mapping; a text with a colon needs quotation marks": (
        "`{key}` 中的 `{source}` 被读作映射；含冒号的文本需要加引号"
    ),
    "one text": "单个文本",
    "a list": "列表",
    "a list of tags": "标签列表",
    "a number": "数字",
    "`true` or `false`": "`true` 或 `false`",
    "a date": "日期",
    "a date and time": "日期和时间",
    "`true`": "`true`",
    "`false`": "`false`",
    "the number `{value}`": "数字 `{value}`",
    "the text `{value}`": "文本 `{value}`",
    "the text `{value}…`": "文本 `{value}…`",
    "a mapping": "映射",
    "a list in a list": "嵌套列表",
    "`{value}` is not written as ISO 8601": "`{value}` 不是 ISO 8601 格式",
    "`{value}` is not a date in a form that is known": "`{value}` 不是可识别的日期格式",
    "`{value}` can be read with the day or with the month first": "`{value}` 无法确定日在前还是月在前",
    "`{value}` names no month that is known": "`{value}` 中没有可识别的月份",
    "`{value}` is a day or an hour that does not exist": "`{value}` 是不存在的日期或时刻",
    "`{value}` names another day of the week than that day was": "`{value}` 中的星期与日期不符",
    "`{value}` names a time zone that does not exist": "`{value}` 中的时区不存在",
    "`{status}` contradicts `{draft}`": "`{status}` 与 `{draft}` 矛盾",
    "{message:t}; `status: on-conflict` says which wins": (
        "{message}；由 `status: on-conflict` 决定以哪个为准"
    ),
    "`{status}`, but the note has {rules}": "`{status}`，但笔记有：{rules}",
    "`{value}` is the `{key}` of {notes} too": "`{value}` 也是 {notes} 的 `{key}`",
    "`{value}` is the `{key}` of {notes} and {count} more too": (
        "`{value}` 也是 {notes} 及另外 {count} 篇的 `{key}`"
    ),
    # frontmatter that can't be read
    "frontmatter contains template code `{code}` and is not checked": (
        "frontmatter 含有模板代码 `{code}`，不作检查"
    ),
    "frontmatter starts below a blank line; Obsidian reads it only on the first line": (
        "frontmatter 在空行之后开始；Obsidian 只从第一行读取"
    ),
    "frontmatter is not closed: no second line of `---`": "frontmatter 没有结束：缺少第二行 `---`",
    "duplicate key `{key}`; Obsidian reads none of the properties": (
        "键 `{key}` 重复；Obsidian 将不读取任何属性"
    ),
    "a second block of frontmatter; Obsidian reads only the first": (
        "出现第二个 frontmatter；Obsidian 只读取第一个"
    ),
    "Obsidian does not know the YAML tag `{tag}`": "Obsidian 不认识 YAML 标记 `{tag}`",
    "`{key}::` is a field of Dataview in the text; a key here has one colon": (
        "`{key}::` 是 Dataview 用在正文中的字段；此处的键只有一个冒号"
    ),
    "Obsidian reads `{source}` as {value}; a long number needs quotation marks": (
        "Obsidian 把 `{source}` 读作 {value}；长数字需要加引号"
    ),
    "Obsidian reads `{source}` as another number; a long number needs quotation marks": (
        "Obsidian 把 `{source}` 读作另一个数；长数字需要加引号"
    ),
    '`\\"` is an escape only inside of quotation marks': '`\\"` 只在引号内才是转义',
    "what follows ` #` is a comment: `{comment}`": "` #` 之后的内容是注释：`{comment}`",
    "link `{link}` has no quotation marks; YAML reads a list in a list": (
        "链接 `{link}` 没有引号；YAML 读作嵌套列表"
    ),
    "frontmatter {problem:t}": "frontmatter {problem}",
    "is a list, not a mapping of keys to values": "是列表，而不是键值映射",
    "is plain text, not a mapping of keys to values": "是纯文本，而不是键值映射",
    "is longer than {count} characters": "超过 {count} 个字符",
    "is nested deeper than {count} levels": "嵌套超过 {count} 层",
    "a tab as indent, where YAML allows only spaces": "用制表符缩进，而 YAML 只允许空格",
    "an item below `{key}`, a list that is closed": "在已结束的列表 `{key}` 之下还有一项",
    "a comment needs a space in front of it": "注释前需要空格",
    "a value goes on to the left of its key; indent it": "值的续行在键的左侧；请缩进",
    "`{comment}` begins a comment in a list; it needs quotation marks": (
        "`{comment}` 在列表中成了注释；需要加引号"
    ),
    "`\\{character}` is not a YAML escape": "`\\{character}` 不是 YAML 的转义",
    "quotation marks inside of quotation marks": "引号之内又有引号",
    "a value that begins with `{character}` needs quotation marks": "以 `{character}` 开头的值需要加引号",
    "a value with links needs quotation marks": "含链接的值需要加引号",
    "a text with a colon in it needs quotation marks": "含冒号的文本需要加引号",
    "YAML can't be read: {problem:t}": "YAML 无法读取：{problem}",
    "YAML can't be read: {problem}": "YAML 无法读取：{problem}",
    "key `{key}` is a duplicate in its mapping": "键 `{key}` 在所属映射中重复",
    "character U+{code} is not allowed": "不允许出现字符 U+{code}",
    "contains half a character": "含有残缺的字符",
    "uses an alias of what contains it": "别名引用了包含它自身的内容",
    "uses an alias more than {count} times": "同一别名使用超过 {count} 次",
    "goes on to the left of its key; indent it": "值的续行在键的左侧；请缩进",
    # notes that can't be read
    "is larger than {size} MB: {bytes} bytes": "大于 {size} MB：{bytes} 字节",
    "contains a NUL byte at byte {position}; it is not text": "第 {position} 字节处有 NUL；这不是文本",
    "is not UTF-8: byte {byte} at byte {position}": "不是 UTF-8：第 {position} 字节为 {byte}",
    "is in the linked folder {folder}; links are not followed": "位于链接的文件夹 {folder} 中；不跟随链接",
    "vanished before it could be read": "在读取之前已消失",
    "was written to while it was read": "读取时正在被写入",
    "can't be read: {reason}": "无法读取：{reason}",
    "is not a regular file": "不是普通文件",
    "is a folder, not a note": "是文件夹，不是笔记",
    "is a link, to {path}; links are not followed": "是指向 {path} 的链接；不跟随链接",
    "is a link to nothing": "是指向不存在之处的链接",
    "took too long to be read; it is left alone": "读取耗时过长；不作处理",
    "took too long in `{rule}`; it is left alone": "在 `{rule}` 中耗时过长；不作处理",
    "is a placeholder: its text is with a cloud service, and would be fetched": (
        "是占位文件：正文在云端，读取会触发下载"
    ),
    # tags and names
    "tag `{tag}` is spelled `{kept}` in this vault": "标签 `{tag}` 在本库中写作 `{kept}`",
    "tag `#{tag}` is spelled `#{kept}` in this vault": "标签 `#{tag}` 在本库中写作 `#{kept}`",
    "tag `{tag}` is retired": "标签 `{tag}` 已停用",
    "tag `{tag}` is now `{new}`": "标签 `{tag}` 现为 `{new}`",
    "tag `{tag}` names `{name}`, which belongs under `{key}`": (
        "标签 `{tag}` 是名称 `{name}`，应放在 `{key}` 下"
    ),
    "tag `{tag}` has a `#` in front": "标签 `{tag}` 前面多了 `#`",
    "tag `{tag}` holds a space": "标签 `{tag}` 含有空格",
    "tag `{tag}` has a stray `/` or space": "标签 `{tag}` 有多余的 `/` 或空格",
    "tag `{tag}` holds `{character}`, which a tag can't contain": (
        "标签 `{tag}` 含有标签中不允许的 `{character}`"
    ),
    "tag `{tag}` has no character besides digits": "标签 `{tag}` 只有数字",
    "an item is indented below another; YAML reads one text, `{text}`": (
        "一项缩进在另一项之下；YAML 读作一个文本 `{text}`"
    ),
    "`{comment}` is a comment to YAML, so the item is empty": "`{comment}` 对 YAML 是注释，因此该项为空",
    "`{comment}` is a comment to YAML, so the note has no tag": (
        "`{comment}` 对 YAML 是注释，因此笔记没有标签"
    ),
    "name `{name}` is `{kept}` in this vault": "名称 `{name}` 在本库中写作 `{kept}`",
    "the form of name `{name}` is `{kept}` in this vault": "名称 `{name}` 在本库中的形式是 `{kept}`",
    "{message:t}; it is in this list already": "{message}；它已在此列表中",
    "`{spelling}` is claimed by `{one}` and, in `{path}`, by `{other}`": (
        "`{spelling}` 同时属于 `{one}` 和 `{path}` 中的 `{other}`"
    ),
    "`{spelling}` is claimed by `{one}` and, in the configuration, by `{other}`": (
        "`{spelling}` 同时属于 `{one}` 和配置中的 `{other}`"
    ),
    "`{name}` has no note under `{folder}`": "`{name}` 在 `{folder}` 下没有笔记",
    "text mentions `{name}`, missing from `{key}`": "正文提到 `{name}`，但 `{key}` 中没有",
    "unknown rule `{name}`; did you mean `{near}`?": "未知规则 `{name}`；是否指 `{near}`？",
    "unknown rule `{name}`; `vault-tools rules` lists them": (
        "未知规则 `{name}`；用 `vault-tools rules` 列出所有规则"
    ),
    # links
    "{message:t}; did you mean `{near}`?": "{message}；是否指 `{near}`？",
    "no file `{target}`": "没有文件 `{target}`",
    "no note `{target}`": "没有笔记 `{target}`",
    "`{target}` is now `{path}`": "`{target}` 现在位于 `{path}`",
    "no note `{target}`; `{alias}` is an alias of `{path}`, which no link finds": (
        "没有笔记 `{target}`；`{alias}` 是 `{path}` 的别名，链接不按别名查找"
    ),
    "no note `{target}`; `{alias}` is an alias of `{path}` and of {count} more, which no link finds": (
        "没有笔记 `{target}`；`{alias}` 是 `{path}` 等（另有 {count} 篇）的别名，链接不按别名查找"
    ),
    "this canvas is not valid JSON: its links are not known": "该白板不是有效的 JSON：无法得知其中的链接",
    "`{target}` is `{path}` on disk: where case counts it is not found": (
        "`{target}` 在磁盘上是 `{path}`：在区分大小写的系统上找不到"
    ),
    "`{name}` has no heading `{anchor}`": "`{name}` 没有标题 `{anchor}`",
    "`{name}` has no block `{anchor}`": "`{name}` 没有块 `{anchor}`",
    "`{target}` is `{path}` to Obsidian; it may also mean {others}": (
        "`{target}` 在 Obsidian 中指 `{path}`；也可能指 {others}"
    ),
    "nothing links to this note, and it links to nothing": "没有笔记链接到它，它也不链接任何笔记",
    # index notes
    "index block `{name}` is out of date": "索引块 `{name}` 已过期",
    "no note has `{value}` any more": "已没有笔记含 `{value}`",
    "note of MOC `{name}` has no block; put `{marker}` and its end in it": (
        "MOC `{name}` 的笔记没有索引块；请放入 `{marker}` 及其结束标记"
    ),
    "{count} notes of MOCs do not exist: {paths}": "有 {count} 篇 MOC 笔记尚不存在：{paths}",
    "note of MOC `{name}` does not exist": "MOC `{name}` 的笔记不存在",
    "`mocs` has no block `{name}`; it has: {names}": "`mocs` 没有块 `{name}`；现有：{names}",
    "`{line}` is not a marker; a marker has a line of its own, `{marker}`": (
        "`{line}` 不是标记；标记须独占一行，`{marker}`"
    ),
    "block `{name}` ends here but never begins": "块 `{name}` 在此结束，却没有开始",
    "block `{name}` is not closed; `{end}` is missing": "块 `{name}` 没有结束；缺少 `{end}`",
    "block `{name}` ends as `{other}`": "块 `{name}` 以 `{other}` 结束",
    "block `{name}` begins inside of block `{other}`": "块 `{name}` 在块 `{other}` 之内开始",
    "block `{name}` is here again": "块 `{name}` 重复出现",
    "block `{name}` and a block of another tool overlap": "块 `{name}` 与其他工具的块重叠",
    # text
    "note is empty": "笔记为空",
    "nothing below the frontmatter": "frontmatter 之下没有内容",
    "nothing below the last heading": "最后一个标题之下没有内容",
    "{what:t} is never closed": "{what}没有结束",
    "fence": "代码围栏",
    "comment": "注释",
    "formula": "公式",
    "`{tag}` is never closed": "`{tag}` 没有结束",
    "`<details>` is never closed": "`<details>` 没有结束",
    "`{tag}` closes nothing": "`{tag}` 没有对应的开始",
    "`{tag}` does not close `<details>`": "`{tag}` 不能结束 `<details>`",
    "callout lacks its `]`": "callout 缺少 `]`",
    "`{first}` to `{last}` was left behind by a generator": "`{first}` 至 `{last}` 是生成工具的残留",
    "`{text}` was left behind by a generator or a clipper": "`{text}` 是生成工具或剪藏工具的残留",
    "a stray code fence ends the note": "笔记末尾有多余的代码围栏",
    "the whole note is inside a code fence": "整篇笔记都在代码围栏之内",
    "a merge conflict was never resolved": "合并冲突尚未解决",
    "`{text}` is repeated {times} times in a row": "`{text}` 连续重复 {times} 次",
    "{count} paragraphs from line {line} on are here again": "自第 {line} 行起的 {count} 段在此重复出现",
    "{message:t}, the longest of {count} repeated stretches": "{message}，是 {count} 处重复中最长的一处",
    # originals and translations
    "{message:t} (first of {count} in a row)": "{message}（连续 {count} 处中的第一处）",
    "`{text}` says it is not translated": "`{text}` 表明此处未翻译",
    "nothing translates `{label}`": "`{label}` 没有译文",
    "nothing translates this passage": "此段没有译文",
    "nothing translates this folded original": "此折叠原文没有译文",
    "the whole note is {held:t}, not {read:t}": "整篇笔记是{held}，而不是{read}",
    "the whole note is in {held:t}, not {read:t}": "整篇笔记是{held}，而不是{read}",
    "the original is where its {language:t} translation should be": "应放{language}译文之处放的是原文",
    "{language:t} within a translation": "译文中夹有{language}",
    "{held:t} in a note that is {read:t}": "{read}笔记中的{held}",
    "the paragraph ends in English": "段落末尾是英文",
    "the table is English": "表格是英文",
    "`{label}` holds {language:t}": "`{label}` 中是{language}",
    "`{label}` holds {other:t}, not {language:t}": "`{label}` 中是{other}，而不是{language}",
    "`{label}` does not hold {language:t}": "`{label}` 中不是{language}",
    "`{label}` holds nothing": "`{label}` 中没有内容",
    "`{label}` holds the same text as the one beside it": "`{label}` 的内容与旁边的相同",
    "`{label}` holds {han} Chinese characters beside {words} words, not {language:t} alone": (
        "`{label}` 中有 {han} 个汉字和 {words} 个词，并非只有{language}"
    ),
    "{count} folds from here to line {line} hold the original of {passage:t}": (
        "从这里到第 {line} 行的 {count} 个折叠块，放的是{passage}的原文"
    ),
    "the next passage": "下一段",
    "the passage before": "上一段",
    "the passage {count} further on": "后面第 {count} 段",
    "the passage {count} back": "前面第 {count} 段",
    "keeps {part:t} of {whole:t}": "{whole}的原文只译成了 {part}",
    "the note is a summary: its {count} passages keep {share} characters a word": (
        "笔记只是摘要：{count} 段平均每词只译成 {share} 字"
    ),
    "the note is a summary: its {count} passages keep {share} characters a character": (
        "笔记只是摘要：{count} 段平均每字只译成 {share} 字"
    ),
    "the note is a summary: its {count} passages keep {share} words a word": (
        "笔记只是摘要：{count} 段平均每词只译成 {share} 词"
    ),
    "the note is a summary: its {count} passages keep {share} words a character": (
        "笔记只是摘要：{count} 段平均每字只译成 {share} 词"
    ),
    "{count} characters": "{count} 字",
    "{count} words": "{count} 词",
    "the source goes on for {count} characters after this, from `{text}` on": (
        "此后来源还有 {count} 字，从 `{text}` 起"
    ),
    "the source goes on for {count} words after this, from `{text}` on": (
        "此后来源还有 {count} 词，从 `{text}` 起"
    ),
    "keeps little of the source's last {count} characters, from `{text}` on": (
        "来源最后 {count} 字（从 `{text}` 起）所剩无几"
    ),
    "keeps little of the source's last {count} words, from `{text}` on": (
        "来源最后 {count} 词（从 `{text}` 起）所剩无几"
    ),
    "the folded originals hold {part} of the source's {whole} characters": (
        "来源有 {whole} 字，折叠的原文只有 {part} 字"
    ),
    "keeps {part} of the source's {whole} characters": "来源有 {whole} 字，笔记只有 {part} 字",
    "none of the names and numbers of the source's last {count} characters are in the note": (
        "来源最后 {count} 字中的名称和数字，笔记里都没有"
    ),
    "the folded originals hold {part} of the source's {whole} words": (
        "来源有 {whole} 词，折叠的原文只有 {part} 词"
    ),
    "keeps {part} of the source's {whole} words": "来源有 {whole} 词，笔记只有 {part} 词",
    "none of the names and numbers of the source's last {count} words are in the note": (
        "来源最后 {count} 词中的名称和数字，笔记里都没有"
    ),
    "{part} characters are little for the source's {whole} words": "来源有 {whole} 词，译文只有 {part} 字",
    "{part} words are little for the source's {whole} characters": "来源有 {whole} 字，译文只有 {part} 词",
    "{message:t}, though {but:t}": "{message}，但{but}",
    "they say it in other words": "措辞不同",
    "the translation is as long as usual": "译文长度正常",
    "`{text}` says that the folded original is cut": "`{text}` 表明折叠的原文被截断",
    "`{text}` says that text is missing": "`{text}` 表明正文有缺失",
    "of {total} chunks, {missing} is missing": "共 {total} 块，缺第 {missing} 块",
    "of {total} chunks, {missing} are missing": "共 {total} 块，缺第 {missing} 块",
    "another language": "另一种语言",
    "{message:t} and keeps {part:t} of {whole:t}": "{message}，{whole}的原文只译成了 {part}",
    "{message:t}, {original:t} for {kept:t} of translation": "{message}，{original}原文只有 {kept}译文",
}
"""By the English text. Those of cuts and of languages follow."""

_ENDS = {
    "stops without a full stop": "没有以句号结束",
    "stops in the middle of a sentence": "在句子中间中断",
    "stops in something that is opened and not closed": "在尚未闭合之处中断",
    "trails off in dots": "以省略号中断",
    "announces what does not follow": "预告的内容没有出现",
}
_WHERE = {
    "the folded original alone": "只有折叠的原文",
    "the note": "笔记",
    "the section": "本节",
    "the text": "此段文本",
    "the paragraph": "段落",
}
TEXTS |= {f"{a} {b}": f"{x}{y}" for a, x in _WHERE.items() for b, y in _ENDS.items()}
_LANGUAGES = {
    "Arabic": "阿拉伯文", "Chinese": "中文", "Croatian": "克罗地亚文", "Czech": "捷克文", "Dutch": "荷兰文",
    "English": "英文", "Finnish": "芬兰文", "French": "法文", "German": "德文", "Greek": "希腊文",
    "Hebrew": "希伯来文", "Hindi": "印地文", "Hungarian": "匈牙利文", "Indonesian": "印尼文",
    "Italian": "意大利文", "Japanese": "日文", "Korean": "韩文", "Norwegian": "挪威文", "Polish": "波兰文",
    "Portuguese": "葡萄牙文", "Romanian": "罗马尼亚文", "Russian": "俄文", "Spanish": "西班牙文",
    "Swedish": "瑞典文", "Thai": "泰文", "Turkish": "土耳其文", "Vietnamese": "越南文",
}  # fmt: skip
TEXTS |= _LANGUAGES
