using System.Text.Json.Serialization;

namespace AgentBot.Core.Values;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowOutOfOrderMetadataProperties = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FieldType))]
[JsonSerializable(typeof(FieldType.Boolean), TypeInfoPropertyName = "FieldTypeBoolean")]
public sealed partial class FieldTypeJson : JsonSerializerContext;
