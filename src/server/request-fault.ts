/** A request that is none, or not one that is answered here; told with a status of its own and the code BAD_REQUEST. */
export class RequestFault extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}
