using System.Security.Cryptography;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Verifying;

/// <summary>
/// The keys with which the Bot Framework signs, as its metadata names them. Kept for a day and read again when a key is not known;
/// where they cannot be read again the last good ones serve for five days, after that nobody is let in.
/// </summary>
public sealed class TeamsKeys(HttpClient http, IOptions<TeamsOptions> options, TimeProvider time, ILogger<TeamsKeys> logger) : IDisposable
{
    private const int LargestAnswer = 512 * 1024;
    private const int ShortestKey = 2048;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan Usable = TimeSpan.FromDays(5);

    /// <summary>Tokens with invented keys must not make AgentBot ask all day; a real exchange of keys is announced long before.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Held? _held;
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <summary>The key of that name, where the Bot Framework has one.</summary>
    public async ValueTask<KeySearch> FindAsync(string id, CancellationToken ct)
    {
        Held? held = _held;
        DateTimeOffset now = time.GetUtcNow();
        if (held is null || now - held.At >= Fresh || !held.Keys.ContainsKey(id))
        {
            held = await ReadAgainAsync(id, ct);
        }

        return held is null || now - held.At >= Usable ? new KeySearch(null, IsUnavailable: true)
            : new KeySearch(held.Keys.GetValueOrDefault(id), IsUnavailable: false);
    }

    /// <summary>For doctor: whether the keys can be read now; null when they can, else why not.</summary>
    public async ValueTask<string?> ExamineAsync(CancellationToken ct)
    {
        try
        {
            _held = await ReadAsync(ct);
            return null;
        }
        catch (Exception fault) when (IsExpected(fault, ct))
        {
            return fault.Message;
        }
    }

    public void Dispose() => _reading.Dispose();

    private async ValueTask<Held?> ReadAgainAsync(string id, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            bool isServed = _held is { } held && now - held.At < Fresh && held.Keys.ContainsKey(id);
            if (isServed || now - _askedAt < AskAgainAfter)
            {
                return _held;
            }

            _held = await ReadAsync(ct);
            _askedAt = now;
        }
        catch (Exception fault) when (IsExpected(fault, ct))
        {
            // With keys at hand they are not asked for in vain by every token; without any, everybody waits for them.
            _askedAt = _held is null ? DateTimeOffset.MinValue : time.GetUtcNow();
            TeamsLog.KeysNotRead(logger, fault.Message);
        }
        finally
        {
            _reading.Release();
        }

        return _held;
    }

    private async ValueTask<Held> ReadAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var metadata = new Uri(options.Value.OpenIdMetadataUrl);
        using JsonDocument told = await GetAsync(metadata, patience.Token);
        string issuer = told.RootElement.Text("issuer");
        if (issuer != options.Value.Issuer)
        {
            throw new InvalidDataException($"The metadata names the issuer '{issuer}', not '{options.Value.Issuer}'.");
        }

        if (!Uri.TryCreate(told.RootElement.Text("jwks_uri"), UriKind.Absolute, out Uri? address) || !IsAllowed(address, metadata))
        {
            throw new InvalidDataException("The metadata names no address of keys that may be trusted.");
        }

        using JsonDocument keys = await GetAsync(address, patience.Token);
        var read = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (JsonElement key in keys.RootElement.Items("keys"))
        {
            if (KeyOf(key) is { } good)
            {
                read[good.Id] = good;
            }
        }

        return read.Count > 0 ? new Held(read, time.GetUtcNow()) : throw new InvalidDataException("The metadata names no key that is usable.");
    }

    private async ValueTask<JsonDocument> GetAsync(Uri address, CancellationToken ct)
    {
        using HttpResponseMessage answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidDataException($"{address.Host} answered with {(int)answer.StatusCode}.");
        }

        await answer.Content.LoadIntoBufferAsync(LargestAnswer, ct);
        return JsonReading.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
    }

    /// <summary>Over https; over http only on this computer, and only where the metadata came from here as well.</summary>
    private static bool IsAllowed(Uri address, Uri metadata) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && metadata.IsLoopback);

    private static SigningKey? KeyOf(JsonElement key)
    {
        bool isForSigning = key.Text("kty") == "RSA" && key.Text("use") is "" or "sig" && key.Text("alg") is "" or "RS256";
        if (!isForSigning || key.Text("kid") is not { Length: > 0 } id
            || TokenText.Decode(key.Text("n")) is not { } modulus || TokenText.Decode(key.Text("e")) is not { } exponent || modulus.Length * 8 < ShortestKey)
        {
            return null;
        }

        return new SigningKey(
            id,
            new RSAParameters { Modulus = modulus, Exponent = exponent },
            new HashSet<string>(key.Items("endorsements").Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!), StringComparer.Ordinal));
    }

    private static bool IsExpected(Exception fault, CancellationToken ct) =>
        fault is HttpRequestException or InvalidDataException or JsonException or IOException || (fault is OperationCanceledException && !ct.IsCancellationRequested);

    private sealed record Held(Dictionary<string, SigningKey> Keys, DateTimeOffset At);
}

/// <param name="Endorsements">Channels that may speak under this key.</param>
public sealed record SigningKey(string Id, RSAParameters Public, IReadOnlySet<string> Endorsements);

/// <param name="Found">Null where nobody signs with such a key.</param>
/// <param name="IsUnavailable">The keys could not be read, which is not the same as "none".</param>
public sealed record KeySearch(SigningKey? Found, bool IsUnavailable);
