"""Chinese translations of the texts that belong to no rule and no language."""

ZH = {
    "{message:t} (first of {count} in a row)": "{message}（连续 {count} 处中的第一处）",
    "another language": "另一种语言",
}
