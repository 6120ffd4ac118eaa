import urllib.request


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url):  # FAA603
    return urllib.request.build_opener(_SafeRedirects).open(url)
