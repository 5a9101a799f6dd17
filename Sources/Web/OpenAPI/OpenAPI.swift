public import Base
import Domain
import HTTPTypes
import Operations

/// The OpenAPI 3.1 document, made from the routes themselves.
public enum OpenAPI {
    public static func document(version: String, routes: [APIRoute] = Routes.api) -> JSON {
        var paths = JSON.Object()
        for route in routes {
            var place = paths[route.path]?.object ?? JSON.Object()
            place[route.method.rawValue.lowercased()] = operation(route)
            paths[route.path] = .object(place)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Nuo", "version": .string(version),
                "description": .string(introduction),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/api/v1"]],
            "security": [["token": []]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
                "schemas": ["Problem": problem],
                "responses": ["Problem": problemResponse],
            ],
        ]
    }

    private static let introduction = """
        Lists are paged by cursor: pass `nextCursor` as `cursor`. A write with an \
        `Idempotency-Key` header counts once, however often it is sent. Errors are RFC 9457.
        """

    private static func operation(_ route: APIRoute) -> JSON {
        let kind = route.operation
        var object = JSON.Object()
        object.append("operationId", .string(kind.name))
        object.append("summary", .string(kind.summary))
        object.append("tags", [.string(String(kind.name.prefix { $0 != "." }))])
        switch kind.access {
        case .anyone: object.append("security", [])
        case .signedIn: break
        case .right(let right): object.append("security", [["token": [.string(right.rawValue)]]])
        }
        let inPath = parameterNames(of: route.path)
        let rest = kind.input.filter { !inPath.contains($0.name) }
        var parameters = kind.input.filter { inPath.contains($0.name) }.map {
            parameter($0, in: "path")
        }
        let isReading = route.method == .get || route.method == .delete
        if isReading { parameters += rest.map { parameter($0, in: "query") } }
        if !isReading {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "required": false,
                "schema": ["type": "string", "maxLength": 255],
            ])
        }
        if !parameters.isEmpty { object.append("parameters", .array(parameters)) }
        if !isReading, !rest.isEmpty {
            object.append(
                "requestBody",
                [
                    "required": .bool(rest.contains { $0.presence == .required }),
                    "content": ["application/json": ["schema": Shape.object(rest).schema]],
                ])
        }
        object.append(
            "responses",
            [
                String(route.status.code): [
                    "description": .string(route.status.reasonPhrase),
                    "content": content(kind),
                ],
                "4XX": ["$ref": "#/components/responses/Problem"],
            ])
        return .object(object)
    }

    private static func content(_ kind: any Operation.Type) -> JSON {
        let formats: [ExportFormat]
        if kind == ExportResponses.self {
            formats = ExportFormat.allCases
        } else if kind == ExportCases.self {
            formats = ExportCases.formats
        } else {
            return ["application/json": ["schema": outputSchema(kind)]]
        }
        let file: JSON = ["schema": ["type": "string", "format": "binary"]]
        var content = JSON.Object()
        for format in formats { content[format.mediaType] = file }
        return .object(content)
    }

    private static func outputSchema<O: Operation>(_: O.Type) -> JSON { O.Output.shape.schema }

    private static func parameter(_ field: Field, in place: String) -> JSON {
        var object = JSON.Object()
        object.append("name", .string(field.name))
        object.append("in", .string(place))
        object.append("required", .bool(place == "path" || field.presence == .required))
        if let summary = field.summary { object.append("description", .string(summary)) }
        object.append("schema", field.shape.schema)
        return .object(object)
    }

    /// The names in braces of `/cases/{case}/notes`.
    static func parameterNames(of path: String) -> Set<String> {
        Set(
            path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
                .map { String($0.dropFirst().dropLast()) })
    }

    private static let problem: JSON = [
        "type": "object",
        "properties": [
            "type": ["type": "string"], "title": ["type": "string"],
            "status": ["type": "integer"], "code": ["type": "string"],
            "invalidParams": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "name": ["type": "string"], "code": ["type": "string"],
                        "reason": ["type": "string"],
                    ],
                ],
            ],
        ],
        "required": ["type", "title", "status", "code"],
    ]

    private static let problemResponse: JSON = [
        "description": "What is wrong, where, and what to do",
        "content": [
            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
        ],
    ]
}
