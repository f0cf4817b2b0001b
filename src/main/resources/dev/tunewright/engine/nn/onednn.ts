
  # The float32 products by oneDNN, where this build of PyTorch has it. On processors that are not Intel's, PyTorch's own BLAS
  # computes with half the vector's width; measured with AVX-512: 90 GFLOP/s a core there, 200 here.

  # y = x W' + b, which autograd follows: PyTorch differentiates oneDNN's linear for tensors in oneDNN's layout only, so x goes there
  # and y comes back. x float32 (N, in), weight float32 (out, in), bias float32 (out)
  def linear(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if ops.prim.is_cpu(x):
      y = torch.to_dense(torch.mkldnn_linear(torch.to_mkldnn(x), weight, bias))
    else:
      y = torch.linear(x, weight, bias)
    return y

  # The same without a graph. b' may be a view: x and weight are read where they lie.
  def product(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if ops.prim.is_cpu(x):
      y = ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, weight, bias)
    return y

  # gelu(x W' + b), without a graph
  def product_gelu(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor, gelu: str) -> Tensor:
    if ops.prim.is_cuda(x):
      y = torch.gelu(torch.linear(x, weight, bias), approximate=gelu)
    else:
      y = ops.mkldnn._linear_pointwise(x, weight, bias, "gelu", annotate(List[Optional[number]], []), gelu)
    return y

  # A weight (out, in), float32 or bfloat16, laid out as product wants it for 128 rows, which is best for fewer and for more, too. product would otherwise do so
  # each time, which for a short text takes as long as the product itself.
  def packed(self: __torch__.M, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight, 128)
