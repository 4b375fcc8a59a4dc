using System.Text;
using System.Text.RegularExpressions;

namespace AgentBot.Testing;

/// <summary>Texts with addresses in every disguise, and a judge of its own: what programs that make links of texts look for.</summary>
public static partial class LinkTexts
{
    private static readonly string[] Pieces =
    [
        "https://evil.example/pay", "HTTP://EVIL.EXAMPLE", "hxxps://evil.example", "http:\\\\evil.example\\x", "https:/evil.example", "https:////evil.example/x", "//evil.example/x", "\\\\evil.example\\share",
        "www.evil.example", "WWW2.evil.example/x", "evil.example/path?q=1", "sub.evil-pay.com/x", "10.0.0.1/admin", "http://0x7f.1/", "http://2130706433/", "http://[::1]/x", "http://user:pass@evil.example@good.example/",
        "mailto:eve@evil.example", "tel:+4930555", "javascript:alert(1)", "data:text/html;base64,PHN2Zz4=", "slack://open", "ftp://evil.example/x", "file:///etc/passwd", "ms-word:ofe|u|https://evil.example/x",
        "ｈｔｔｐｓ：／／ｅｖｉｌ．ｅｘａｍｐｌｅ", "https://evil。example/x", "https∶∕∕evil․example", "https://раураl.example/", "https://xn--80ak6aa92e.com/", "ht\u200Btps://ev\u00ADil.example/", "https\u2060://evil.example", "h\u202Ettps://evil.example",
        "[Approve](https://evil.example)", "![p](https://evil.example/p.png?c=CANARY)", "[a][b]\n\n[b]: https://evil.example\n", "<https://evil.example>", "<eve@evil.example>", "<a href=\"https://evil.example\">x</a>", "<img src=https://evil.example/p.png>",
        "<https://evil.example|Approve>", "<!channel>", "<mailto:eve@evil.example|write>", "[x](//evil.example)", "[x](\\\\evil.example)", "[x](javascript:alert(1))", "[x](<https://evil.example>)", "[x](  https://evil.example \"t\")", "\\[x](https://evil.example)", "[[x](https://evil.example)](/console/runs/1)",
        "https://good.example/r?to=https://evil.example", "https://google.example/url?q=evil.example/x", "**https**://evil.example", "https://**evil**.example", "`https://evil.example`", "https&#58;//evil.example", "https&colon;//evil.example", "\n", " ", "(", ")", "*", "_", "**", "word", "“", "|", "\\", ",", "3.5", "1,150.00 EUR", "e.g.", "and/or", "eve@evil.example",
    ];

    public static string Any(Random random)
    {
        var text = new StringBuilder();
        for (int i = 1 + random.Next(6); i > 0; i--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(3) == 0 ? "" : " ");
        }

        return text.ToString();
    }

    /// <summary>What a chat client, a terminal or a mail program would make a link of; empty for nothing.</summary>
    public static string Clickable(string text)
    {
        string plain = text.Normalize(NormalizationForm.FormKC).Replace('。', '.').Replace('․', '.').Replace('∶', ':').Replace('∕', '/');
        return Autolinked().Match(plain).Value;
    }

    [GeneratedRegex(@"[a-z][a-z0-9+.\-]{1,20}:[/\\]|\b(mailto|tel|javascript|slack):\S|\bdata:[a-z]+/|\bwww[0-9]?\.\w|(^|[\s(])[/\\]{2}\w[\w\-]*\.\w|\b[\w\-]+\.[a-z]{2,}[/?]\w", RegexOptions.IgnoreCase)]
    private static partial Regex Autolinked();
}
