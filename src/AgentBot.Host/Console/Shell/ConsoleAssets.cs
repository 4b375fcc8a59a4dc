using System.Text.RegularExpressions;
using AgentBot.Core;

namespace AgentBot.Host.WebConsole;

/// <summary>Style and script, embedded in the program and named by their content, so that browsers may keep them for ever.</summary>
public sealed partial class ConsoleAssets
{
    public static readonly ConsoleAssets Style = new("console.css", "text/css; charset=utf-8", SlimStyle);
    public static readonly ConsoleAssets Script = new("console.js", "text/javascript; charset=utf-8", Slim);

    private ConsoleAssets(string name, string mediaType, Func<string, string> slim)
    {
        using Stream stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream("console/" + name)
            ?? throw new InvalidOperationException($"{name} is not embedded in the program.");
        using var reader = new StreamReader(stream);
        Bytes = System.Text.Encoding.UTF8.GetBytes(slim(reader.ReadToEnd()));
        MediaType = mediaType;
        Url = $"{ConsolePaths.Open}/{Digest.OfBytes(Bytes).Value[..12]}/{name}";
    }

    public byte[] Bytes { get; }

    public string MediaType { get; }

    public string Url { get; }

    /// <summary>Leaves out indentation, empty lines and lines that are only a comment: what a browser has no use for.</summary>
    private static string Slim(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !(line.StartsWith("/*", StringComparison.Ordinal) && line.EndsWith("*/", StringComparison.Ordinal))));

    /// <summary>
    /// Leaves out comments too, and blanks where they mean nothing. A blank before a colon is kept, since it joins selectors, and so is
    /// every blank within quotes, none of which stands beside one of these signs.
    /// </summary>
    private static string SlimStyle(string text) =>
        Beside().Replace(Comment().Replace(Slim(text), ""), "$1").Replace(";}", "}", StringComparison.Ordinal);

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*([{};,])\s*|(?<=:)\s+", RegexOptions.None, 1_000)]
    private static partial Regex Beside();

    public Task WriteAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(Bytes, context.RequestAborted).AsTask();
    }
}
