using System.Net;
using AgentBot.Core;
using Microsoft.AspNetCore.Http.Features;

namespace AgentBot.Host.WebConsole;

/// <summary>
/// Every request to the console passes here first: the right listener, a known Host, the security headers, a session, and for
/// everything that could change state the own origin and a form token. Nothing behind it repeats these questions.
/// </summary>
public sealed class ConsoleGate(RequestDelegate next, ConsoleSettings settings, EntryKey key, ViewerSource viewers, ConsoleFaults faults, TimeProvider time)
{
    /// <summary>A file may have 25 MiB; a form may bring two of them and its fields.</summary>
    public const long LargestRequest = 56L * 1024 * 1024;

    private const long MostSwallowed = 1024L * 1024 * 1024;

    private static readonly (int Status, string What, string Next) TooLarge = (413, "Nothing was taken: a file may have 25 MB.", "Split the file, or leave out what is not needed.");

    private static readonly string[] ForwardingHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (settings.Port is int port && context.Connection.LocalPort != port)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        SetHeaders(context.Response.Headers);
        if (!IsKnownHost(context.Request.Host.Host))
        {
            await faults.WriteAsync(context, 421, "This address is not the console’s.", "Open it as 127.0.0.1 or under the name that the settings give it.");
            return;
        }

        bool changes = !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        if (changes && !IsOwnOrigin(context.Request))
        {
            await faults.WriteAsync(context, 403, "Nothing was done: the request came from another site.", "Open the console and press the button there.");
            return;
        }

        if (context.Request.Path.StartsWithSegments(ConsolePaths.Open))
        {
            await next(context);
            return;
        }

        ConsoleSession? session = ConsoleSession.Read(context.Request, key, time.GetUtcNow());
        if (session is null && !changes && IsThisComputer(context))
        {
            session = ConsoleSession.New(time.GetUtcNow());
            session.Write(context, key);
        }

        if (session is null)
        {
            await AskForKeyAsync(context, changes);
            return;
        }

        if (viewers.Find(session) is not { } viewer)
        {
            await faults.WriteAsync(context, 403, "Nobody may use the console yet.", "Name an operator in the settings, then start again.");
            return;
        }

        if (changes && await RefusedFormAsync(context, session, viewer.Key) is { } refusal)
        {
            await faults.WriteAsync(context, refusal.Status, refusal.What, refusal.Next);
            return;
        }

        context.Features.Set(new ConsoleVisit(session, viewer));
        await next(context);
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not "no-referrer": browsers would then send "Origin: null" with every form.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    private bool IsKnownHost(string host) => IsLoopbackName(host) || settings.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Browsers say where a request comes from; a client that says nothing still needs the form token.</summary>
    private static bool IsOwnOrigin(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none"))
        {
            return false;
        }

        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && string.Equals(uri.Authority, new Uri($"{uri.Scheme}://{request.Host}").Authority, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>True where nobody else can be on the other end: no platform, no public address, no proxy, loopback on both sides.</summary>
    private bool IsThisComputer(HttpContext context) =>
        settings.MayActAs
        && IsLoopbackName(context.Request.Host.Host)
        && context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && !ForwardingHeaders.Any(context.Request.Headers.ContainsKey);

    private async Task AskForKeyAsync(HttpContext context, bool changes)
    {
        if (!changes && key.Matches(context.Request.Query["key"]))
        {
            ConsoleSession.New(time.GetUtcNow()).Write(context, key);
            context.Response.Redirect(context.Request.Path.HasValue ? context.Request.Path.Value! : "/");
            return;
        }

        if (changes || context.Request.Path.StartsWithSegments("/console/events") || ConsoleAnswer.WantsParts(context.Request))
        {
            await faults.WriteAsync(context, 401, "You are not signed in.", "Open the console again and sign in.");
            return;
        }

        await faults.AskForKeyAsync(context, wrong: context.Request.Query.ContainsKey("key"));
    }

    private async Task<(int Status, string What, string Next)?> RefusedFormAsync(HttpContext context, ConsoleSession session, PersonKey person)
    {
        bool isTooLarge = context.Request.ContentLength > LargestRequest;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = isTooLarge ? MostSwallowed : LargestRequest;
        }

        if (isTooLarge)
        {
            // A browser shows no answer while it is still sending, so what it sends is read and thrown away.
            if (context.Request.ContentLength <= MostSwallowed)
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            }

            return TooLarge;
        }

        IFormCollection form;
        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions
            {
                MultipartBodyLengthLimit = LargestRequest,
                ValueLengthLimit = 4 * 1024 * 1024,
                ValueCountLimit = 6_000,
            }));
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException or InvalidOperationException)
        {
            return fault is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? TooLarge
                : (400, "Nothing was done: the form could not be read.", "Reload the page and send it again.");
        }

        string token = form[ConsolePaths.TokenField].ToString();
        return key.IsSigned("form", $"{session.Id}|{person.Value}", token)
            ? null
            : (403, "Nothing was done: the page was made for another session or person.", "Reload the page and press the button again.");
    }
}

/// <summary>What the gate found out; set on every request that it lets through.</summary>
public sealed record ConsoleVisit(ConsoleSession Session, Viewer Viewer)
{
    public static ConsoleVisit Of(HttpContext context) =>
        context.Features.Get<ConsoleVisit>() ?? throw new InvalidOperationException("This path is not behind the console's gate.");
}
