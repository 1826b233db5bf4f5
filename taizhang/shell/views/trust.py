"""The trust page: how a phone or an old computer comes to know the county's certificate. Open to everybody."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from taizhang.kit.errors import Absent
from taizhang.kit.words import _
from taizhang.shell.tls import authority_of

NONE_MADE = _("本系统没有用县里自己的证书，不用安装。")
STEPS = {
    _("电脑（Windows）"): [
        _("双击下载的文件，点“安装证书”。"),
        _("选“当前用户”，再选“将所有的证书都放入下列存储”。"),
        _("点“浏览”，选“受信任的根证书颁发机构”，一路点“下一步”到完成；弹出提问时点“是”。"),
        _("关掉浏览器重新打开。"),
    ],
    _("安卓、鸿蒙手机"): [
        _("打开“设置”，在最上面搜“证书”。"),
        _("点“从存储设备安装”或“安装证书”，选“CA证书”。"),
        _("手机会提醒，点“仍然安装”，再选刚下载的文件。"),
    ],
    _("苹果手机"): [
        _("用自带的Safari浏览器打开本页并下载，点“允许”。"),
        _("打开“设置”，点“已下载描述文件”，点“安装”。"),
        _("再到“设置→通用→关于本机→证书信任设置”，把这个证书打开。"),
    ],
}


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Fingerprint, what the certificate can and cannot do, and the steps by kind of device."""
    facts = {"authority": authority_of(Path(settings.HOME)), "steps": STEPS, "none_made": NONE_MADE}
    return render(request, "shell/trust.html", facts)


@require_safe
def trust_file(_request: HttpRequest) -> HttpResponse:
    """The authority's certificate, in the type at which phones offer to install it."""
    found = authority_of(Path(settings.HOME))
    if found is None:
        raise Absent(NONE_MADE)
    answer = HttpResponse(found.der, content_type="application/x-x509-ca-cert")
    answer["Content-Disposition"] = str(content_disposition_header(True, "taizhang.crt"))
    return answer
