"""Words about reading and writing documents."""

from __future__ import annotations

from taizhang.kit.words import _

TOO_BIG = _("文件有{size}MB，超过{limit}MB的上限。请拆开后分次导入。")
TOO_MANY_FILES = _("一次最多上传{count}个文件、共{limit}MB。请分几次上传。")
NOT_A_SHEET = _("“{name}”不是能读的表格。请另存为 .xlsx 或 .csv 再试。")
NOT_WHAT_IT_SAYS = _("“{name}”的内容和扩展名不符。请用Excel打开，另存为 .xlsx 再试。")
BOMB = _("“{name}”展开后过大或结构异常，为安全没有读取。请复制内容到新表格再试。")
TOO_HEAVY = _("“{name}”读取时超出了时间或内存限制。请删去多余的空行空列，或拆成几个文件。")
OLD_FORMAT = _("不收 .doc、.wps、.et 格式。请另存为 .docx 或 .xlsx。")
NO_HEADER = _("在“{name}”里找不到表头。需要有这些栏：{wanted}。请核对列名，或把表头写在一行里。")
NOT_TEXT = _("“{name}”不是文本或Word文档。请另存为 .docx 或 .txt 再试。")
TEMPLATE_NO_DOCX = _("“{name}”不是 .docx 文件。请用Word另存为 .docx 再上传。")
TEMPLATE_FAULT = _("模板“{name}”填不出来：{why}。请核对模板里花括号中的栏目名，再上传。")
TEMPLATE_EMPTY = _(
    "模板“{name}”里没有写清单各行（{{%tr for row in rows %}}…），导出来会是空的。写法见使用说明“清单的Word模板”。"
)
TEMPLATE_REACHES_OUT = _("模板“{name}”里有外部链接、嵌入对象或宏，不能使用。请在Word里删去，另存为 .docx 再上传。")
EMPTY = _("“{name}”里没有内容。请核对文件。")
NO_FONT = _("这台机器没有中文字体，不能生成PDF。请管理员执行：apt-get install fonts-noto-cjk；也可以先导出Word。")
BAD_DATE = _("看不懂日期“{text}”。可以写成2026.8.31、8月31日或8月底前。")
