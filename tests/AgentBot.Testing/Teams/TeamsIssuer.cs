using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AgentBot.Testing.Teams;

/// <summary>
/// Signs tokens as the Bot Framework does, with keys of its own, and tells them as its metadata does. Everything about a token
/// can be made wrong, one thing at a time.
/// </summary>
public sealed class TeamsIssuer(TimeProvider time) : IDisposable
{
    public const string Issuer = "https://api.botframework.com";
    public const string AppId = "33333333-3333-3333-3333-333333333333";
    public const string Tenant = "22222222-2222-2222-2222-222222222222";

    /// <summary>Making a pair takes as long as a whole test, so all issuers of a process begin with the same.</summary>
    private static readonly Lazy<RSAParameters> FirstPair = new(MakePair);

    private readonly List<IssuerKey> _keys = [new IssuerKey("key-1", RSA.Create(FirstPair.Value), "msteams")];

    /// <summary>The key that signs by default.</summary>
    public IssuerKey Key => _keys[0];

    public IssuerKey Add(string id, int bits = 2048, params string[] endorsements)
    {
        var key = new IssuerKey(id, bits, endorsements);
        _keys.Add(key);
        return key;
    }

    /// <summary>As the Bot Framework exchanges its keys: the first is gone, another one signs.</summary>
    public void Exchange(string id)
    {
        _keys[0].Dispose();
        _keys[0] = new IssuerKey(id, 2048, "msteams");
    }

    public static JsonObject Metadata(Uri keys) => new()
    {
        ["issuer"] = Issuer,
        ["jwks_uri"] = keys.AbsoluteUri,
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };

    public JsonObject Keys() => new() { ["keys"] = new JsonArray([.. _keys.Select(key => key.ToJson())]) };

    /// <summary>The claims of a good token.</summary>
    public JsonObject Claims(string serviceUrl)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject { ["serviceurl"] = serviceUrl, ["nbf"] = now - 5, ["exp"] = now + 3600, ["iss"] = Issuer, ["aud"] = AppId };
    }

    /// <summary>A good token for this service address.</summary>
    public string Token(string serviceUrl) => Sign(Claims(serviceUrl), Key);

    public static JsonObject Header(IssuerKey key) => new() { ["alg"] = "RS256", ["kid"] = key.Id, ["x5t"] = key.Id, ["typ"] = "JWT" };

    public static string Sign(JsonObject claims, IssuerKey key, JsonObject? header = null, HashAlgorithmName? hash = null) =>
        Sign(claims.ToJsonString(), key, (header ?? Header(key)).ToJsonString(), hash ?? HashAlgorithmName.SHA256);

    public static string Sign(string claims, IssuerKey key, string header, HashAlgorithmName hash)
    {
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(key.Rsa.SignData(Encoding.ASCII.GetBytes(signed), hash, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    private static RSAParameters MakePair()
    {
        using RSA pair = RSA.Create(2048);
        return pair.ExportParameters(includePrivateParameters: true);
    }
}

/// <summary>One key pair of the issuer.</summary>
public sealed class IssuerKey(string id, RSA pair, params string[] endorsements) : IDisposable
{
    public IssuerKey(string id, int bits, params string[] endorsements)
        : this(id, RSA.Create(bits), endorsements)
    {
    }

    public string Id => id;

    public RSA Rsa => pair;

    public JsonObject ToJson()
    {
        RSAParameters known = Rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = id,
            ["x5t"] = id,
            ["n"] = Base64Url.EncodeToString(known.Modulus),
            ["e"] = Base64Url.EncodeToString(known.Exponent),
            ["endorsements"] = new JsonArray([.. endorsements.Select(one => JsonValue.Create(one))]),
        };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{id} ({Rsa.KeySize} bits)");

    public void Dispose() => pair.Dispose();
}
